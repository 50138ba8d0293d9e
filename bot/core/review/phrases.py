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

# Note: said before words that somebody of the group put into another language.
TRANSLATED = Line("review.translated", "Someone of the group put it into this language:")
# Note: a button, after something in a language that is not theirs was heard.
TO_TRANSLATE = Line("review.to_translate", "Put in my language")
# Note: they write it then.
WRITE_IT = Line("review.write_it", "What does it say in your language? Please write it.")
# Note: a label. {language} is the name of a language.
TRANSLATE = Line("review.translate", "What does it say in {language}?")

# ---- putting in groups

# Note: asked of an answer that was just heard. A group is made of answers that are about the same thing.
PLACE = Line("review.place", "Which group does this belong to?")
# Note: a button. More groups, or more pieces of what was said.
OTHERS = Line("review.others", "Others")
# Note: a button.
NEW_GROUP = Line("review.place.new", "A new group")
# Note: a button. It belongs to none of the groups.
NOWHERE = Line("review.place.nowhere", "It fits nowhere")
# Note: the name of a group must be words that somebody said.
NAME = Line("review.name", "Which of these words names the new group?")
NOT_SAID = Line("review.name.not_said", "Please take words that someone said.")
# Note: asked of an answer that someone else put in a group. Buttons: yes, and the names of the groups it is in.
BELONGS = Line("review.belongs", "Is it in the right group? To take it out of a group, choose that group.")
# Note: a button. The answer goes into one more group.
ANOTHER_TOO = Line("review.belongs.another", "Another group too")
# Note: asked of who told something, about the group it was put in.
GROUP_RIGHT = Line("review.group_right", "What you said was put in this group. Is that right?")
# Note: said before the name of a group.
GROUP = Line("review.group", "This is a group:")
# Note: a link. Takes an answer out of a group.
TAKE_OUT = Line("review.take_out", "Take it out")

# ---- saying it together

DRAFT = Line("review.draft", "What could we all say about this? Take words that someone said, or write your own.")
# Note: asked of who told something, about what others made of it.
MEANT = Line("review.meant", "We made this out of what people said. You are one of them. Is it what you meant?")
VOTE = Line("review.vote", "What do you think of this?")
# Note: a button.
AGREE = Line("review.vote.agree", "I agree")
# Note: a button.
DISAGREE = Line("review.vote.disagree", "I do not agree")
# Note: a button.
NOT_SURE = Line("review.vote.not_sure", "I am not sure")
# Note: asked of who wrote it, and of those who lead the group.
TAKE_BACK = Line("review.take_back", "Someone says: that is not what I meant. Do we take it back?")
# Note: a button. Takes back something that one has written.
WITHDRAW = Line("review.withdraw", "Take it back")

# ---- stories

STORY = Line("review.story", "Is this the story that matters most here?")
# Note: asked once more, after the reasons of the others were heard.
STORY_AGAIN = Line("review.story.again", "You heard why others chose it. Do you choose it now?")
# Note: a button.
THIS_ONE = Line("review.story.yes", "This one")
# Note: a button.
ANOTHER_ONE = Line("review.story.no", "Another one")
# Note: said before a reason that somebody gave. Who it was is not told.
SOMEONE_SAID = Line("review.story.why", "Someone chose it and said why:")
# Note: asked of who told a story.
USE = Line(
    "review.use", "The group chose what you told us. May we use it when we say what matters? No name is told."
)

# ---- agreeing, deciding, giving an answer

ADOPT = Line("review.adopt", "Do we as a group say this?")
DECIDE = Line("review.decide", "What do you decide?")
# Note: a button.
PARTLY = Line("review.decide.partly", "Partly")
WHY = Line("review.why", "Why? Write it, or take words that someone said.")
# Note: the same on a phone, where people can also speak.
WHY_ALOUD = Line("review.why.aloud", "Why? Say it, write it, or take words that someone said.")
WHO = Line("review.who", "Who will see to it? Write a name, or press 1.")
# Note: a button.
ME = Line("review.who.me", "I will")
WHEN = Line("review.when", "By when?")
# Note: buttons. By when something will be done, from now.
MONTHS = {
    "1": Line("review.when.1", "In a month"),
    "3": Line("review.when.3", "In three months"),
    "6": Line("review.when.6", "In half a year"),
    "12": Line("review.when.12", "In a year"),
}
# Note: said to everybody who told us something, before what was decided.
ANSWER = Line("review.answer", "You told us something. Here is what came of it.")
# Note: said before words of the group that this is about.
YOU_SAID = Line("review.you_said", "This is what people said:")
# Note: what was decided; the reason comes after it.
DECIDED = {
    "yes": Line("review.decided.yes", "We chose: yes. This is why:"),
    "partly": Line("review.decided.partly", "We chose: partly. This is why:"),
    "no": Line("review.decided.no", "We chose: no. This is why:"),
}
# Note: {date} is the day by which it will be done.
DONE_BY = Line("review.done_by", "It will be done by {date}.")
# Note: said before what was done.
WE_DID = Line("review.we_did", "This is what we did:")
HEARD_RIGHT = Line("review.heard_right", "Did we hear you right?")
CAME_TRUE = Line("review.came_true", "Was it done as we said?")
# Note: two thirds of the citizens or of the staff have not said yes.
NOT_AGREED = Line("review.not_agreed", "Not agreed yet.")

# ---- how far people decided

# Note: asked about one part of the work. {stage} is its name.
FELT = Line("review.felt", "How much did people choose in this part: {stage}?")
# Note: buttons, from the least to the most.
RUNGS = {
    "tell": Line("review.felt.tell", "We were told"),
    "ask": Line("review.felt.ask", "We were asked"),
    "shape": Line("review.felt.shape", "We shaped it"),
    "together": Line("review.felt.together", "We chose it"),
}
# Note: asked of a chair, when nothing is left to do in a part of the work. {stage} is its name.
CLOSE_IT = Line("review.close.asked", "Is this part done: {stage}?")

# Note: asked of the chairs, after a list of languages, or ways of telling, in which nobody told anything.
GO_ON = Line("review.go_on", "No one told us anything in these. Do we go on without them?")
# Note: a button.
WE_GO_ON = Line("review.go_on.yes", "We go on")
# Note: a way of telling.
BY_VOICE = Line("review.by_voice", "by voice")

# Note: said to people who told us something, when others ask what they think. /review is typed; it stays as it is.
INVITED = Line(
    "review.invited",
    "We went through what people told us. Do you want to say what you think of it? Write /review at any time.",
)

# Note: the same in a browser. A link to what is asked follows.
INVITED_HERE = Line(
    "review.invited.here", "We went through what people told us. Do you want to say what you think of it?"
)

# ---- what came of it, for everybody to see

# Note: the name of a page.
RESULTS = Line("review.results", "What came of it")
RESULTS_WORDS = Line("review.results.words", "What people said, what we chose, and what was done.")
# Note: above a count of the citizens in the group.
CITIZENS = Line("review.citizens", "Citizens")
# Note: above a count of the staff in the group.
STAFF = Line("review.staff", "Staff")
# Note: above a count of the people who answered the questions, and are not in the group.
TELLERS = Line("review.tellers", "People who told us")
BENCHES = {"citizen": CITIZENS, "staff": STAFF, "teller": TELLERS}
# Note: {count} people.
PEOPLE = Line("review.people", "{count} people")
# Note: above how far people were to decide, as it was promised.
PROMISED = Line("review.promised", "What was promised")
# Note: above how far people say that they decided.
FELT_HERE = Line("review.felt.here", "What people say it was")
# Note: above what a promise is worth today: less than was promised, if the work was not done as it should be.
HOLDS = Line("review.holds", "What is true today")
# Note: a link to a page that everybody can open.
PUBLIC = Line("review.public", "For everyone to see")
PUBLIC_WORDS = Line("review.public.words", "Anyone may see this. Where people were few, we do not say how many.")
# Note: this page stays as it is; a later one has the next number. {date} is a day.
RELEASE = Line("review.release", "Number {number}, of {date}.")
# Note: above links to the pages with lower numbers.
EARLIER = Line("review.release.earlier", "Earlier ones")
TOO_FEW = Line("review.too_few", "Too few people to show.")
# Note: a heading in a report, above groups of what people said when they were asked what they are good at.
GIFTS = Line("report.gifts", "What people are good at")
# Note: a heading in a report.
STORIES = Line("report.stories", "Stories that the group chose")
# Note: in a report, before a story.
SOMEONE_TOLD = Line("report.story", "Someone told us:")
# Note: in a report, before words of people in the language in which they were said.
ORIGINAL = Line("report.original", "In their own words:")
# Note: a heading in a report, above languages and ways of telling in which nobody told anything.
NOT_HEARD = Line("report.not_heard", "Who we did not hear")
# Note: a heading in a report.
WHO_CHOSE = Line("report.rungs", "Who made the choice")
# Note: a button.
SAVE = Line("review.save", "Save")
# Note: asked of the group, about something that was decided.
DID = Line("review.did", "What was done?")
# Note: a link. Leads from what was decided to the words and voices that it is made of.
BEHIND_IT = Line("review.behind_it", "Who said it")
# Note: the names of pictures, with a sentence that says what they show. Bars follow, or marks on a map.
CHARTS = {
    "themes": Line("review.chart.themes", "This is what people told us about most."),
    "heard": Line("review.chart.heard", "This is who told us something."),
    "votes": Line("review.chart.votes", "This is what people think of it."),
    "map": Line("review.map", "Who thinks alike"),
}
MAP_WORDS = Line("review.map.words", "Each mark stands for some people. Who thinks alike stands close together.")
# Note: a way of telling.
IN_WRITING = Line("review.in_writing", "in writing")
# Note: a link to those pictures.
PICTURES = Line("review.pictures", "Pictures")
# Note: said to the group. The picture of who thinks alike needs a program that staff can install.
NO_MAP = Line("review.map.not_here", "The picture of who thinks alike can not be made here.")
# Note: a button. Shows what is on a picture, as words and numbers.
IN_WORDS = Line("review.in_words", "In words")
PEOPLE_ON_IT = Line("review.map.people", "There are {count} people on it.")
NO_GROUPS = Line("review.map.none", "There are no clear groups.")
# Note: groups of people who think alike; {count} is two or more.
GROUPS = Line("review.map.groups", "There are {count} groups.")
# Note: {percent} is a number from 0 to 100. The rest of how people differ is not on the picture.
EXPLAINED = Line("review.map.explained", "It shows {percent} parts in a hundred of how we differ.")
# Note: above statements that all groups of people agree to.
ALL_AGREE = Line("review.all_agree", "Most of us agree")
# Note: above statements about which people do not agree.
WE_DIFFER = Line("review.we_differ", "We do not all agree")

NO_MORE = Line("review.no_more", "That is all for now. Thank you.")
# Note: /review is what people type; it stays as it is.
STOPPED = Line("review.stopped", "Thank you. To go on another day, write /review.")
