# `aws` as tests run it: hands its arguments, environment, folder and open files to the AWS CLI that is loaded already
# (sitecustomize.py), and ends as that does. It imports next to nothing, because its start is what it is about.
import array
import marshal
import os
import sys

import _socket

connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
connection.connect(os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), "socket"))
request = marshal.dumps((sys.argv[1:], dict(os.environ), os.getcwd()))
files = array.array("i", [0, 1, 2])
sent = connection.sendmsg([request], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, files)])
connection.sendall(request[sent:])
connection.shutdown(_socket.SHUT_WR)
status = connection.recv(1)
os._exit(status[0] if status else 255)
