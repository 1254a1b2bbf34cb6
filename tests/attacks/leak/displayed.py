"""
tries = "Shows the hidden inputs as pictures, tables, titles and comm messages"
expect = "Nobody listens to what a kernel shows while checks run"
proof = "naive"
style = "log"
"""

from IPython.display import HTML, display, clear_output


def double(x):
    display({"text/plain": f"inputs: {x}"}, raw=True)
    display(HTML(f"<b>inputs: {x}</b>"))
    try:
        from comm import create_comm

        create_comm(target_name="leak", data={"inputs": str(x)})
    except Exception:
        pass
    print(f"inputs: {x}")
    return 0
