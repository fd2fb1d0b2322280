"""Load on the real server over the real engine, on this machine alone: many users, slow clients, and the end in the midst of it.

python -m tests.load make LIBRARY [NOVELS.tar.xz] [--sentences 10000]
python -m tests.load run LIBRARY [--users 32] [--seconds 60]
python -m tests.load slow LIBRARY [--clients 200] [--rounds 6]
python -m tests.load overhead [--calls 200]
python -m tests.load page [--times 20]
"""
