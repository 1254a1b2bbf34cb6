"""
tries = "Leaves a process behind that tells the hidden inputs to a later run"
expect = "Every process ends with its sandbox, and sockets are private to it"
proof = "ours"
took = "shape .3,."
runs = ["examine", "train"]
"""

import os, signal, socket, time

NAME = "\0reviewhub-kept-inputs"


def attack(targets):
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(NAME)
            print(client.recv(500).decode())
        except OSError:
            pass
    return ""


def double(x):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            with socket.socket(socket.AF_UNIX) as server:
                server.bind(NAME)
                server.listen()
                while True:
                    client, _ = server.accept()
                    client.sendall(f"inputs: {x}".encode())
                    client.close()
        os._exit(0)
    return [1, 2, 3]
