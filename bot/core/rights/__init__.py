"""What people may do with what is theirs, at any time: hear it, change it, take it along, wipe it, complain, call
for a person. And what must be so before anything is kept: their yes.
"""
