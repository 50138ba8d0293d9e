"""Every message as a sound: people's recordings, two machine voices, and the folder of finished clips.

`voices.chain` loads the voices by name and `clips.ClipFolder` finds and makes clips with them. `online` and
`espeak` are the voices, `human` finds recordings, `texts` says what of a text is said, `sound` is the only
place where sound is decoded or encoded. The libraries behind it (gtts, espeakng_loader, av) are known to
nobody else.
"""
