"""The browser chat: a real way to answer, for a tablet in a community centre or a person without Telegram.

One question at a time. Text and choices work without JavaScript, which only adds recording and playing by itself.
"""
