"""Load tests of the real server with the real engine, on this machine.

python -m tests.load make LIBRARY [NOVELS.tar.xz] [--sentences 10000]
python -m tests.load run LIBRARY [--users 32] [--seconds 60]
python -m tests.load slow LIBRARY [--clients 200] [--rounds 6]
python -m tests.load overhead [--calls 200]
python -m tests.load page [--times 20]
"""
