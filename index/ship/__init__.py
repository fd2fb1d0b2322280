"""How index/model is made of the installed package: python -m index.ship"""
