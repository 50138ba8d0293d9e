"""What is said about going through what was said, together."""

from __future__ import annotations

from bot.core.conversation import Line

# ---- what must be done before a stage is closed

MORE_CITIZENS = Line(
    "review.rule.citizens",
    "At least half of the group must be citizens. Now they are {citizens}, and staff are {staff}.",
)
NO_STAFF = Line("review.rule.staff", "One person of staff must be in the group.")
# Note: a chair leads the group's talk; the group has two, a citizen and one of staff.
ONE_CHAIR = {
    "citizen": Line("review.rule.chair.citizen", "The citizens need one chair."),
    "staff": Line("review.rule.chair.staff", "The staff need one chair."),
}
NO_DECIDER = Line("review.rule.decider", "It must be known who decides.")
# Note: {count} answers.
UNSAFE = Line("review.rule.safe", "A citizen and one of staff must both look for names first. Left: {count}.")
UNHEARD = Line("review.rule.heard", "Two citizens and one of staff must hear each one. Left: {count}.")
# Note: {group} is a language, a way of telling such as voice, or a place.
NOT_HEARD_YET = Line("review.rule.not_heard", "Not heard yet: {group}.")
UNPLACED = Line("review.rule.placed", "Each one must be in a group, or where what fits nowhere is. Left: {count}.")
NO_STATEMENTS = Line("review.rule.statements", "No one has written down yet what we could say together.")
# Note: {count} statements.
OBJECTIONS = Line("review.rule.meant", "Somebody said: that is not what I meant. Left: {count}.")
UNASKED = Line("review.rule.use", "Who told the story must say yes first. Left: {count}.")
UNVOTED = Line("review.rule.adopt", "Everyone in the group must say yes or no first. Left: {count}.")
UNDECIDED = Line("review.rule.decide", "Each one needs a yes or no, a reason, a name and a day. Left: {count}.")
UNTOLD = Line("review.rule.told", "Everyone who told us something must hear what came of it. Left: {count}.")
# Note: a stage of the work is closed when both chairs say so.
CHAIR_WAITS = {
    "citizen": Line("review.rule.close.citizen", "The chair of the citizens has not said yet that this is done."),
    "staff": Line("review.rule.close.staff", "The chair of the staff has not said yet that this is done."),
}

# ---- the stages

# Note: a link to the page that shows how far the work has come.
REVIEW = Line("review.title", "Our work")
# Note: the nine parts of the work, one after the other. Each is the name of a page.
NAMES = {
    "ready": Line("review.stage.ready", "Everyone is here"),
    "safe": Line("review.stage.safe", "Take names out"),
    "listen": Line("review.stage.listen", "Listen"),
    "group": Line("review.stage.group", "Put in groups"),
    "vote": Line("review.stage.vote", "Say it together"),
    "stories": Line("review.stage.stories", "Choose stories"),
    "adopt": Line("review.stage.adopt", "Agree"),
    "decide": Line("review.stage.decide", "Decide"),
    "answer": Line("review.stage.answer", "Give an answer"),
}
# Note: what happens in each part of the work.
WORDS = {
    "ready": Line(
        "review.words.ready", "At least half of us are citizens. Each side has a chair. We know who decides."
    ),
    "safe": Line("review.words.safe", "A citizen and one of staff take the names out, before others listen."),
    "listen": Line(
        "review.words.listen", "We hear what people told us. Two citizens and one of staff hear each one."
    ),
    "group": Line(
        "review.words.group", "We put together what belongs together, and name it with words someone said."
    ),
    "vote": Line("review.words.vote", "We write down what we could all say yes or no to, and ask everyone."),
    "stories": Line("review.words.stories", "We choose the stories that matter most, and say why."),
    "adopt": Line("review.words.adopt", "Two thirds of the citizens and two thirds of the staff must say yes."),
    "decide": Line("review.words.decide", "Yes, partly, or no. Each time with a reason, a name and a day."),
    "answer": Line("review.words.answer", "Everyone who told us something hears what came of it."),
}
# Note: {date} is a day by which a part of the work is to be done.
DUE = Line("review.due", "To be done by {date}.")
# Note: the day has passed, and it is not done.
LATE = Line("review.late", "It is late.")
DONE = Line("review.done", "Done on {date}.")
# Note: a button. A part of the work is finished.
CLOSE = Line("review.close", "This part is done")
CLOSED_BY_YOU = Line("review.closed_by_you", "You said that this part is done.")
# Note: above a list of what must still be done.
LEFT = Line("review.left", "Before we go on:")
# Note: {count} is how many are left for the person to do.
TO_GO = Line("review.to_go", "Still to go: {count}.")

# ---- taking names out

# Note: asked of two people about an answer, before others may hear it.
SAFE = Line(
    "review.safe", "Can someone be known by these words? Take names, places and jobs out. Write [name] instead."
)
# Note: a button.
IT_IS_SAFE = Line("review.safe.yes", "It is safe")
# Note: a button.
NOT_YET = Line("review.safe.not_yet", "Not yet")
# Note: said of an answer that somebody of the other side found safe already.
ONE_MORE = Line("review.safe.one_more", "Someone from the other side found this safe. Please look too.")

# ---- listening

HEARD = Line("review.heard", "Is that so for you too?")
# Note: a button.
ME_TOO = Line("review.heard.me_too", "Me too")
# Note: a button. The person did not know this before.
NEW = Line("review.heard.new", "New to me")
NO_MORE = Line("review.no_more", "That is all for now. Thank you.")
# Note: /review is what people type; it stays as it is.
STOPPED = Line("review.stopped", "Thank you. To go on another day, write /review.")
