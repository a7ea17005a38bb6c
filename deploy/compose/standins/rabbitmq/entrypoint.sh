set -eu
# The official image reads these three from the environment; Debian's version wants a file.
cat > /etc/rabbitmq/rabbitmq.conf <<CONF
default_user = $RABBITMQ_DEFAULT_USER
default_pass = $RABBITMQ_DEFAULT_PASS
default_vhost = $RABBITMQ_DEFAULT_VHOST
CONF
exec /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server
