"""
Keeps the AWS CLI loaded, so that a command of it starts in a fraction of the time: most of it is Python's imports.

Python imports a module of this name before the program that it was started for. So the machine's own `aws`, however it
is installed, loads itself here and then waits: each command is a fork of this process, with the arguments, environment,
folder and open files of whoever runs it (client.py). Nothing is left of one command for the next. Of the CLI only this
is replaced: what has been read of the data that it is installed with is not read again.
"""

import array
import gc
import io
import marshal
import os
import select
import signal
import socket
import sys


def serve(folder):
    import awscli
    import awscli.clidriver

    warm(awscli.clidriver)
    write_client(folder)
    server = socket.socket(socket.AF_UNIX)
    server.bind(os.path.join(folder, "socket"))
    server.listen(64)
    os.write(1, f"aws-cli/{awscli.__version__}\n".encode())
    # Commands that come meanwhile wait for it.
    read_data(awscli.clidriver)
    # A child that collects would copy what it shares with this process.
    gc.freeze()
    # Nobody asks how a child ended: it tells its exit status itself.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        ready, _, _ = select.select([server, 0], [], [])
        if 0 in ready:
            # Whoever started it is gone.
            os._exit(0)
        connection, _ = server.accept()
        if os.fork() == 0:
            server.close()
            run(connection, awscli.clidriver.main)
        connection.close()


def warm(clidriver):
    """Loads what the CLI loads only with its first client. No call is made."""
    session = clidriver.create_clidriver().session
    session.create_client(
        "sts",
        region_name="us-east-1",
        endpoint_url="http://127.0.0.1:9",
        aws_access_key_id="none",
        aws_secret_access_key="none",
    )


# What the tests' commands are of.
SERVICES = (
    "cloudformation cloudtrail config ec2 ecr elbv2 guardduty iam kms lambda logs s3 ssm stepfunctions sts".split()
)


def read_data(clidriver):
    """
    Reads what describes the services, once for all commands: each would read a megabyte, and look through the folders of
    four hundred services five times, which took more than half of its time.
    """
    loaders = sys.modules.get("awscli.botocore.loaders") or sys.modules["botocore.loaders"]
    remember(loaders.JSONFileLoader, "load_file", lambda loader: None)
    for listing in ("list_available_services", "list_api_versions"):
        remember(loaders.Loader, listing, lambda loader: tuple(loader.search_paths))
    session = clidriver.create_clidriver().session
    session.get_available_services()
    for service in SERVICES:
        for read in (session.get_service_model, session.get_paginator_model, session.get_waiter_model):
            try:
                read(service)
            except Exception:
                # Not every service has waiters; a command reads by itself what is missing here.
                pass


def remember(owner, name, of_owner):
    method, answers = getattr(owner, name), {}

    def remembered(self, *arguments, **named):
        key = (of_owner(self), arguments, tuple(named.items()))
        if key not in answers:
            answers[key] = method(self, *arguments, **named)
        return answers[key]

    setattr(owner, name, remembered)


def write_client(folder):
    """An `aws` to be found on a PATH, run by this very Python without its site packages."""
    with open(os.path.join(os.path.dirname(__file__), "client.py")) as file:
        code = file.read()
    path = os.path.join(folder, "aws")
    with open(path, "w") as file:
        file.write(f"#!{sys.executable} -ISE\n{code}")
    os.chmod(path, 0o700)


def receive(connection):
    files = array.array("i")
    first, ancillary, _, _ = connection.recvmsg(65536, socket.CMSG_SPACE(3 * files.itemsize))
    for _, _, data in ancillary:
        files.frombytes(data)
    parts = [first]
    while part := connection.recv(65536):
        parts.append(part)
    return marshal.loads(b"".join(parts)), files


def run(connection, main):
    """Runs one command in this process, which ends with it."""
    status = 255
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        (arguments, environment, folder), files = receive(connection)
        for target, file in enumerate(files):
            os.dup2(file, target)
            os.close(file)
        sys.stdin, sys.stdout, sys.stderr = (
            io.TextIOWrapper(os.fdopen(number, mode, closefd=False), encoding=stream.encoding, errors=stream.errors)
            for number, mode, stream in ((0, "rb", sys.stdin), (1, "wb", sys.stdout), (2, "wb", sys.stderr))
        )
        # The CLI sets this one as it is loaded.
        if "AWS_DATA_PATH" in os.environ:
            environment.setdefault("AWS_DATA_PATH", os.environ["AWS_DATA_PATH"])
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        sys.argv = ["aws", *arguments]
        try:
            status = main()
        except SystemExit as ended:
            status = ended.code
        status = int(status or 0)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        status = 255
    finally:
        connection.send(bytes([status & 255]))
        os._exit(status & 255)


if "TEST_AWS_CLI" in os.environ:
    serve(os.environ.pop("TEST_AWS_CLI"))
