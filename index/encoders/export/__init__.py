"""How index/encoders/model is made of the installed package: python -m index.encoders.export"""
