"""A RabbitMQ node of our own from Debian's package."""

import os
import signal
from pathlib import Path

from deploy.native import packages, processes, waiting
from deploy.native.ports import answers, port
from deploy.native.state import Failure, Instance, write_for

NAME = "rabbitmq"
PORTS: tuple[str, ...] = (
    "AMQP_PORT",
    "RABBITMQ_MANAGEMENT_PORT",
    "RABBITMQ_METRICS_PORT",
    "RABBITMQ_DIST_PORT",
    "EPMD_PORT",
)
VARIABLE = "AMQP_URL"
STOP: signal.Signals = signal.SIGTERM

NAMES = "epmd"
"""Erlang's name server; it outlives the broker, so it is started and ended by its own record."""
_ACCOUNT = "heimvorteil"


def install() -> None:
    """Makes sure that the server's programs are there."""
    if not _found():
        packages.install(["rabbitmq-server"], why="the message broker")
    program()


def start(instance: Instance) -> None:
    """Runs the node until its broker and its management interface answer."""
    data = instance.data(NAME, _user())
    write_for(data / "rabbitmq.conf", _configuration(instance), _user())
    write_for(data / "enabled_plugins", "[rabbitmq_management,rabbitmq_prometheus].\n", _user())
    write_for(data / "rabbitmq-env.conf", "", _user())
    names = str(port(instance, "EPMD_PORT"))
    epmd = ["epmd", "-port", names, "-address", "127.0.0.1"]
    if not processes.running(instance, NAMES):  # it outlives a killed broker
        processes.start(instance, NAMES, epmd, user=_user(), environment=_environment(instance, data))
    waiting.until(instance, NAMES, lambda: answers(int(names)), seconds=15)
    processes.start(
        instance, NAME, [str(program())], user=_user(), environment=_environment(instance, data), folder=data
    )
    waiting.until(instance, NAME, lambda: _ready(instance), seconds=180)


def urls(instance: Instance) -> dict[str, str]:
    """Addresses of the broker (own virtual host) and of its management interface."""
    account = f"{_ACCOUNT}:{instance.secret('RABBITMQ_PASSWORD')}@127.0.0.1"
    return {
        VARIABLE: f"amqp://{account}:{port(instance, 'AMQP_PORT')}/{_ACCOUNT}",
        "RABBITMQ_MANAGEMENT_URL": f"http://{account}:{port(instance, 'RABBITMQ_MANAGEMENT_PORT')}",
        "RABBITMQ_METRICS_URL": f"http://127.0.0.1:{port(instance, 'RABBITMQ_METRICS_PORT')}/metrics",
    }


def _ready(instance: Instance) -> bool:
    url = f"http://127.0.0.1:{port(instance, 'RABBITMQ_MANAGEMENT_PORT')}/api/health/checks/virtual-hosts"
    return answers(port(instance, "AMQP_PORT")) and waiting.answers_http(
        url, user=_ACCOUNT, password=instance.secret("RABBITMQ_PASSWORD")
    )


def _configuration(instance: Instance) -> str:
    return "\n".join(
        (
            f"listeners.tcp.1 = 127.0.0.1:{port(instance, 'AMQP_PORT')}",
            "management.tcp.ip = 127.0.0.1",
            f"management.tcp.port = {port(instance, 'RABBITMQ_MANAGEMENT_PORT')}",
            "prometheus.tcp.ip = 127.0.0.1",
            f"prometheus.tcp.port = {port(instance, 'RABBITMQ_METRICS_PORT')}",
            f"default_vhost = {_ACCOUNT}",
            f"default_user = {_ACCOUNT}",
            f"default_pass = {instance.secret('RABBITMQ_PASSWORD')}",
            "disk_free_limit.absolute = 200MB",
            "log.console = true",
            "log.file = false",
            "",
        )
    )


def _environment(instance: Instance, data: Path) -> dict[str, str]:
    return {
        "PATH": f"{os.defpath}:/usr/sbin",
        "HOME": str(data),
        "LC_ALL": "C.UTF-8",
        "ERL_EPMD_PORT": str(port(instance, "EPMD_PORT")),
        "RABBITMQ_NODENAME": f"heimvorteil_{instance.name}@localhost",
        "RABBITMQ_NODE_PORT": str(port(instance, "AMQP_PORT")),
        "RABBITMQ_DIST_PORT": str(port(instance, "RABBITMQ_DIST_PORT")),
        "RABBITMQ_MNESIA_BASE": str(data / "mnesia"),
        "RABBITMQ_LOG_BASE": str(data / "log"),
        "RABBITMQ_PID_FILE": str(data / "pid"),
        "RABBITMQ_CONFIG_FILE": str(data / "rabbitmq.conf"),
        "RABBITMQ_CONF_ENV_FILE": str(data / "rabbitmq-env.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(data / "enabled_plugins"),
        # No busy waiting (the cores are shared), distribution on the loopback only.
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+sbwt none -kernel inet_dist_use_interface {127,0,0,1}",
        # Makes the script become the broker instead of waiting beside it.
        "RUNNING_UNDER_SYSTEMD": "true",
    }


def _found() -> list[Path]:
    return sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))


def program() -> Path:
    """The server's own script; Debian's wrapper in /usr/sbin changes folder and user."""
    if not (found := _found()):
        raise Failure("RabbitMQ is needed. Install rabbitmq-server or set AMQP_URL, then try again.")
    return found[-1]


def _user() -> str | None:
    return "rabbitmq" if os.geteuid() == 0 else None
