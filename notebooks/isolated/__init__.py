"""Reads hostile bytes in child processes of limited time, memory and rights.

`client.py` runs in the trusted process and only moves bytes. `server.py` is a process of its
own that forks a child for each job; `restricting.py` takes the child's rights away before it
sees the upload, and `jobs.py` does the work. `wire.py` is what they speak: JSON and bytes,
never a pickle.
"""
