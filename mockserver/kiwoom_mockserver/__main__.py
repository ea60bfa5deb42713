"""``python -m kiwoom_mockserver`` is the command ``kiwoom-mock``."""

from kiwoom_mockserver.cli import main

if __name__ == "__main__":
    main()
