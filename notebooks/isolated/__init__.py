"""Reads untrusted uploads in child processes with limited time, memory and rights.

`client.py` runs in the trusted process and only moves bytes. `server.py` is a process of its
own that forks a child for each job; `restricting.py` takes the child's rights away before it
sees the upload, and `jobs.py` does the work. They exchange the messages of `wire.py`: JSON and
bytes, never a pickle.
"""
