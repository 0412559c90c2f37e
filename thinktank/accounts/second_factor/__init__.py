"""The second factor of staff: a code from an app, a passkey, or a recovery code.

gate.py says who counts as signed in; factors.py keeps the factors; forms.py reads what people type; adapter.py tells
allauth, which checks codes and passkeys, what is particular here. The pages are in thinktank/desk/second_factor/.
"""
