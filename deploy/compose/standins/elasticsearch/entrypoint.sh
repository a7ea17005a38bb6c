set -eu
export ES_HOME=/usr/share/elasticsearch ES_PATH_CONF=/usr/share/elasticsearch/config ES_DISTRIBUTION_TYPE=docker
export JAVA_TYPE=ES_JAVA_HOME ES_JAVA_HOME=/usr/share/java-home JAVA=/usr/share/java-home/bin/java CLI_JAVA_OPTS=
if [ ! -e config/elasticsearch.keystore ]; then
    keystore() {
        "$JAVA" -Dcli.name=keystore -Dcli.libs=lib/tools/keystore-cli \
            -Des.path.home="$ES_HOME" -Des.path.conf="$ES_PATH_CONF" -Des.distribution.type=docker \
            -cp "$ES_HOME/lib/*:$ES_HOME/lib/cli-launcher/*" org.elasticsearch.launcher.CliToolLauncher "$@"
    }
    keystore create
    printf %s "$ELASTIC_PASSWORD" | keystore add --stdin bootstrap.password
fi
exec "$JAVA" -Xms4m -Xmx64m -XX:+UseSerialGC -cp "$ES_HOME/lib/tools/server-launcher/*" \
    org.elasticsearch.server.launcher.ServerLauncher
