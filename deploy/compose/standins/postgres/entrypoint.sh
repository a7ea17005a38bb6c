set -eu
if [ ! -e "$PGDATA/ready" ]; then
    rm -rf "$PGDATA"
    echo "$POSTGRES_PASSWORD" > /tmp/password
    initdb --pwfile=/tmp/password --username=postgres --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8
    rm /tmp/password
    echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
    echo "CREATE DATABASE $POSTGRES_DB" | postgres --single postgres
    touch "$PGDATA/ready"
fi
exec "$@" -c listen_addresses='*' -c unix_socket_directories=/tmp
