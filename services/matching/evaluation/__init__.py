"""How good are the lists? Invented markets whose truth we know, what people do with lists, and what is compared.

After the protocol of matching.md, « Evaluation protocol ». The truth has parts no recommender sees; the weights of
the truth are those of the score (`right`) or far from them (`wrong`).
"""
