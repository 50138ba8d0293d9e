BEGIN TRANSACTION;
CREATE TABLE addresses (
	hash VARCHAR(64) NOT NULL, 
	participant VARCHAR(16) NOT NULL, 
	channel VARCHAR(16) NOT NULL, 
	address TEXT NOT NULL, 
	retired BOOLEAN NOT NULL, 
	PRIMARY KEY (hash)
);
INSERT INTO "addresses" VALUES('84053f3d71722ef30d72395604ab7cb9dd93c2914da6a8ca53ffccd6a13b8d6c','ca24738b05','web','ann',0);
INSERT INTO "addresses" VALUES('4a51fe8eaefd266c72df6da694d1cf765301dd6da06804ff452130a7a70e607b','805490605a','telegram','4711',0);
CREATE TABLE answers (
	id VARCHAR(48) NOT NULL, 
	participant VARCHAR(16) NOT NULL, 
	session VARCHAR(24) NOT NULL, 
	consultation VARCHAR(24) NOT NULL, 
	conversation VARCHAR(24) NOT NULL, 
	version VARCHAR(12) NOT NULL, 
	step VARCHAR(24) NOT NULL, 
	part VARCHAR(24) NOT NULL, 
	probe INTEGER NOT NULL, 
	round INTEGER NOT NULL, 
	language VARCHAR(12) NOT NULL, 
	question TEXT NOT NULL, 
	heard VARCHAR(8) NOT NULL, 
	options JSON NOT NULL, 
	text TEXT NOT NULL, 
	share VARCHAR(8) NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "answers" VALUES('ca24738b05.1-1','ca24738b05','ca24738b05.1','example','good_life','d7d11e3cf32a','promise_limits','',0,0,'en','You can help to choose how the old library is used. We can not change how much money there is. The money was set last year, by law. Your ideas help shape the plan.
1. Go on
2. Tell me more','choice','["go_on"]','','team','2026-11-01 12:05:00.000000');
INSERT INTO "answers" VALUES('ca24738b05.1-2','ca24738b05','ca24738b05.1','example','good_life','d7d11e3cf32a','consent','',0,0,'en','You can stop at any time. Ask us and we wipe what you gave. If someone may get hurt, we may have to tell people who can help. May we keep your words and your voice?
1. Yes
2. No','choice','["yes"]','','team','2026-11-01 12:07:00.000000');
INSERT INTO "answers" VALUES('ca24738b05.1-3','ca24738b05','ca24738b05.1','example','good_life','d7d11e3cf32a','consent_topics','',0,0,'en','You may tell us about your health, your faith or your home life. May we keep that?
1. Yes
2. No','choice','["yes"]','','team','2026-11-01 12:08:00.000000');
INSERT INTO "answers" VALUES('ca24738b05.1-4','ca24738b05','ca24738b05.1','example','good_life','d7d11e3cf32a','consent_age','',0,0,'en','Are you 16 or over?
1. Yes
2. No','choice','["yes"]','','team','2026-11-01 12:09:00.000000');
INSERT INTO "answers" VALUES('ca24738b05.1-5','ca24738b05','ca24738b05.1','example','good_life','d7d11e3cf32a','helper','',0,0,'en','Are you on your own now? Or is someone with you to help?
1. On my own
2. Someone helps me','choice','["alone"]','','team','2026-11-01 12:10:00.000000');
INSERT INTO "answers" VALUES('ca24738b05.1-6','ca24738b05','ca24738b05.1','example','good_life','d7d11e3cf32a','good_day','',0,0,'en','Think of a good day. What makes life good for you?','voice','[]','','team','2026-11-01 12:11:00.000000');
INSERT INTO "answers" VALUES('ca24738b05.1-7','ca24738b05','ca24738b05.1','example','good_life','d7d11e3cf32a','good_day','',1,0,'en','What do you do on that day?
1. Another question','text','[]','answer 1 of ann, ŵ','team','2026-11-01 12:12:00.000000');
INSERT INTO "answers" VALUES('ca24738b05.1-8','ca24738b05','ca24738b05.1','example','good_life','d7d11e3cf32a','gifts','',0,0,'en','What are you good at? What do people thank you for?','text','[]','answer 2 of ann, ŵ','team','2026-11-01 12:13:00.000000');
INSERT INTO "answers" VALUES('ca24738b05.1-9','ca24738b05','ca24738b05.1','example','good_life','d7d11e3cf32a','gifts','',1,0,'en','What could you show to someone else?','voice','[]','','team','2026-11-01 12:14:00.000000');
INSERT INTO "answers" VALUES('ca24738b05.1-10','ca24738b05','ca24738b05.1','example','good_life','d7d11e3cf32a','people','',0,0,'en','Who is there in your life? It can be people, pets or groups. Please do not say full names.','text','[]','answer 4 of ann, ŵ','team','2026-11-01 12:15:00.000000');
INSERT INTO "answers" VALUES('ca24738b05.1-11','ca24738b05','ca24738b05.1','example','good_life','d7d11e3cf32a','people','',1,0,'en','Who makes you feel good?
1. Another question','text','[]','answer 5 of ann, ŵ','team','2026-11-01 12:16:00.000000');
INSERT INTO "answers" VALUES('ca24738b05.1-12','ca24738b05','ca24738b05.1','example','good_life','d7d11e3cf32a','hard','',0,0,'en','What makes life hard for you?','voice','[]','','team','2026-11-01 12:17:00.000000');
INSERT INTO "answers" VALUES('805490605a.1-1','805490605a','805490605a.1','example','good_life','d7d11e3cf32a','promise_limits','',0,0,'en','You can help to choose how the old library is used. We can not change how much money there is. The money was set last year, by law. Your ideas help shape the plan.
1. Go on
2. Tell me more','choice','["go_on"]','','team','2026-11-01 12:27:00.000000');
INSERT INTO "answers" VALUES('805490605a.1-2','805490605a','805490605a.1','example','good_life','d7d11e3cf32a','consent','',0,0,'en','You can stop at any time. Ask us and we wipe what you gave. If someone may get hurt, we may have to tell people who can help. May we keep your words and your voice?
1. Yes
2. No','choice','["yes"]','','team','2026-11-01 12:29:00.000000');
INSERT INTO "answers" VALUES('805490605a.1-3','805490605a','805490605a.1','example','good_life','d7d11e3cf32a','consent_topics','',0,0,'en','You may tell us about your health, your faith or your home life. May we keep that?
1. Yes
2. No','choice','["yes"]','','team','2026-11-01 12:30:00.000000');
INSERT INTO "answers" VALUES('805490605a.1-4','805490605a','805490605a.1','example','good_life','d7d11e3cf32a','consent_age','',0,0,'en','Are you 16 or over?
1. Yes
2. No','choice','["yes"]','','team','2026-11-01 12:31:00.000000');
INSERT INTO "answers" VALUES('805490605a.1-5','805490605a','805490605a.1','example','good_life','d7d11e3cf32a','helper','',0,0,'en','Are you on your own now? Or is someone with you to help?
1. On my own
2. Someone helps me','choice','["alone"]','','team','2026-11-01 12:32:00.000000');
INSERT INTO "answers" VALUES('805490605a.1-6','805490605a','805490605a.1','example','good_life','d7d11e3cf32a','good_day','',0,0,'en','Think of a good day. What makes life good for you?','voice','[]','','team','2026-11-01 12:33:00.000000');
INSERT INTO "answers" VALUES('805490605a.1-7','805490605a','805490605a.1','example','good_life','d7d11e3cf32a','good_day','',1,0,'en','What do you do on that day?
1. Another question','text','[]','answer 1 of 4711, ŵ','team','2026-11-01 12:34:00.000000');
INSERT INTO "answers" VALUES('805490605a.1-8','805490605a','805490605a.1','example','good_life','d7d11e3cf32a','gifts','',0,0,'en','What are you good at? What do people thank you for?','text','[]','answer 2 of 4711, ŵ','team','2026-11-01 12:35:00.000000');
INSERT INTO "answers" VALUES('805490605a.1-9','805490605a','805490605a.1','example','good_life','d7d11e3cf32a','gifts','',1,0,'en','What could you show to someone else?','voice','[]','','team','2026-11-01 12:36:00.000000');
INSERT INTO "answers" VALUES('805490605a.1-10','805490605a','805490605a.1','example','good_life','d7d11e3cf32a','people','',0,0,'en','Who is there in your life? It can be people, pets or groups. Please do not say full names.','text','[]','answer 4 of 4711, ŵ','team','2026-11-01 12:37:00.000000');
INSERT INTO "answers" VALUES('805490605a.1-11','805490605a','805490605a.1','example','good_life','d7d11e3cf32a','people','',1,0,'en','Who makes you feel good?
1. Another question','text','[]','answer 5 of 4711, ŵ','team','2026-11-01 12:38:00.000000');
INSERT INTO "answers" VALUES('805490605a.1-12','805490605a','805490605a.1','example','good_life','d7d11e3cf32a','hard','',0,0,'en','What makes life hard for you?','voice','[]','','team','2026-11-01 12:39:00.000000');
CREATE TABLE outbox (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	participant VARCHAR(16) NOT NULL, 
	channel VARCHAR(16) NOT NULL, 
	spoken JSON NOT NULL, 
	replay VARCHAR(48) NOT NULL, 
	ask INTEGER NOT NULL, 
	state VARCHAR(8) NOT NULL, 
	ref TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	not_before DATETIME NOT NULL
);
INSERT INTO "outbox" VALUES(32,'805490605a','telegram','{"address": "bot.example", "language": "en", "words": "This is only an example, to try the bot. No council asks this. Nobody will act on what you say.", "speech": "This is only an example, to try the bot. No council asks this. Nobody will act on what you say.", "choices": [], "controls": [], "ask": 0, "slow": false}','',0,'waiting','',0,'2026-11-01 12:00:00.000000');
INSERT INTO "outbox" VALUES(49,'805490605a','telegram','{"address": "bot.press_a_number", "language": "en", "words": "Please press one of the numbers. Or type a number.", "speech": "Please press one of the numbers. Or type a number.", "choices": [], "controls": [], "ask": 0, "slow": false}','',0,'waiting','',0,'2026-11-01 12:00:00.000000');
INSERT INTO "outbox" VALUES(51,'805490605a','telegram','{"address": "bot.press_a_number", "language": "en", "words": "Please press one of the numbers. Or type a number.", "speech": "Please press one of the numbers. Or type a number.", "choices": [], "controls": [], "ask": 0, "slow": false}','',0,'waiting','',0,'2026-11-01 12:00:00.000000');
INSERT INTO "outbox" VALUES(53,'805490605a','telegram','{"address": "bot.voice_not_here", "language": "en", "words": "I can not understand speech for this question. Please press one of the numbers.", "speech": "I can not understand speech for this question. Please press one of the numbers.", "choices": [], "controls": [], "ask": 0, "slow": false}','',0,'waiting','',0,'2026-11-01 12:00:00.000000');
INSERT INTO "outbox" VALUES(55,'805490605a','telegram','{"address": "bot.press_a_number", "language": "en", "words": "Please press one of the numbers. Or type a number.", "speech": "Please press one of the numbers. Or type a number.", "choices": [], "controls": [], "ask": 0, "slow": false}','',0,'waiting','',0,'2026-11-01 12:00:00.000000');
INSERT INTO "outbox" VALUES(57,'805490605a','telegram','{"address": "bot.press_a_number", "language": "en", "words": "Please press one of the numbers. Or type a number.", "speech": "Please press one of the numbers. Or type a number.", "choices": [], "controls": [], "ask": 0, "slow": false}','',0,'waiting','',0,'2026-11-01 12:00:00.000000');
INSERT INTO "outbox" VALUES(58,'805490605a','telegram','{"address": "good_life.more_why", "language": "en", "words": "Do you want to say more about why it is hard?\n1. Yes\n2. No", "speech": "Do you want to say more about why it is hard? 1. Yes. 2. No.", "choices": [{"label": "1 Yes", "data": "22:more_why:option.yes"}, {"label": "2 No", "data": "22:more_why:option.no"}], "controls": [{"label": "7 Again", "data": "22:more_why:control.again"}, {"label": "8 Help", "data": "22:more_why:control.help"}, {"label": "9 Skip", "data": "22:more_why:control.skip"}, {"label": "0 Stop", "data": "22:more_why:control.stop"}], "ask": 22, "slow": false}','',22,'waiting','',0,'2026-11-01 12:00:00.000000');
INSERT INTO "outbox" VALUES(59,'ca24738b05','web','{"address": "good_life.hard", "language": "en", "words": "What makes life hard for you?", "speech": "What makes life hard for you?", "choices": [], "controls": [{"label": "7 Again", "data": "23:hard:control.again"}, {"label": "8 Help", "data": "23:hard:control.help"}, {"label": "9 Skip", "data": "23:hard:control.skip"}, {"label": "0 Stop", "data": "23:hard:control.stop"}], "ask": 23, "slow": false}','',23,'held','',0,'2026-11-01 12:00:00.000000');
CREATE TABLE recordings (
	answer VARCHAR(48) NOT NULL, 
	channel VARCHAR(16) NOT NULL, 
	file TEXT NOT NULL, 
	seconds INTEGER NOT NULL, 
	state VARCHAR(8) NOT NULL, 
	name TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	not_before DATETIME NOT NULL, 
	PRIMARY KEY (answer), 
	FOREIGN KEY(answer) REFERENCES answers (id) ON DELETE CASCADE
);
INSERT INTO "recordings" VALUES('ca24738b05.1-6','web','file0',3,'waiting','',0,'2026-11-01 12:00:00.000000');
INSERT INTO "recordings" VALUES('ca24738b05.1-9','web','file3',3,'waiting','',0,'2026-11-01 12:00:00.000000');
INSERT INTO "recordings" VALUES('ca24738b05.1-12','web','file6',3,'waiting','',0,'2026-11-01 12:00:00.000000');
INSERT INTO "recordings" VALUES('805490605a.1-6','telegram','file0',3,'waiting','',0,'2026-11-01 12:00:00.000000');
INSERT INTO "recordings" VALUES('805490605a.1-9','telegram','file3',3,'waiting','',0,'2026-11-01 12:00:00.000000');
INSERT INTO "recordings" VALUES('805490605a.1-12','telegram','file6',3,'waiting','',0,'2026-11-01 12:00:00.000000');
CREATE TABLE schema_version (
	version INTEGER NOT NULL, 
	PRIMARY KEY (version)
);
INSERT INTO "schema_version" VALUES(1);
CREATE TABLE seen (
	"update" VARCHAR(64) NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY ("update")
);
INSERT INTO "seen" VALUES('u1','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u2','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u3','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u4','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u5','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u6','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u7','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u8','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u9','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u10','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u11','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u12','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u13','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u14','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u15','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u16','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u17','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u18','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u19','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u20','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u21','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u22','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u23','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u24','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u25','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u26','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u27','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u28','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u29','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u30','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u31','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u32','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u33','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u34','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u35','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u36','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u37','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u38','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u39','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u40','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u41','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u42','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u43','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u44','2026-11-01 12:00:00.000000');
INSERT INTO "seen" VALUES('u45','2026-11-01 12:00:00.000000');
CREATE TABLE sessions (
	participant VARCHAR(16) NOT NULL, 
	consultation VARCHAR(24) NOT NULL, 
	state JSON NOT NULL, 
	heard TEXT NOT NULL, 
	heard_language VARCHAR(12) NOT NULL, 
	changed DATETIME NOT NULL, 
	PRIMARY KEY (participant)
);
INSERT INTO "sessions" VALUES('ca24738b05','example','{"id": "ca24738b05.1", "version": "d7d11e3cf32a", "place": {"step": "hard", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "language": "en", "aside": "", "slow": false, "ask": 23, "since": 23, "offered": [], "count": 12, "chosen": [], "trail": [{"step": "welcome", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "promise", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "promise_limits", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "what_we_keep", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "consent", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "consent_topics", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "consent_age", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "helper", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "good_day", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "good_day", "part": 0, "probe": 1, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "gifts", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "gifts", "part": 0, "probe": 1, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "people", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "people", "part": 0, "probe": 1, "round": 0, "page": 0, "about": "", "sharing": false}], "back_to": null, "told": [{"id": "ca24738b05.1-1", "place": {"step": "promise_limits", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": ["go_on"], "source": "m4", "open": false}, {"id": "ca24738b05.1-2", "place": {"step": "consent", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": ["yes"], "source": "m6", "open": false}, {"id": "ca24738b05.1-3", "place": {"step": "consent_topics", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": ["yes"], "source": "m7", "open": false}, {"id": "ca24738b05.1-4", "place": {"step": "consent_age", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": ["yes"], "source": "m8", "open": false}, {"id": "ca24738b05.1-5", "place": {"step": "helper", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": ["alone"], "source": "m9", "open": false}, {"id": "ca24738b05.1-6", "place": {"step": "good_day", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": [], "source": "s10", "open": true}, {"id": "ca24738b05.1-7", "place": {"step": "good_day", "part": 0, "probe": 1, "round": 0, "page": 0, "about": "", "sharing": false}, "options": [], "source": "t11", "open": true}, {"id": "ca24738b05.1-8", "place": {"step": "gifts", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": [], "source": "t12", "open": true}, {"id": "ca24738b05.1-9", "place": {"step": "gifts", "part": 0, "probe": 1, "round": 0, "page": 0, "about": "", "sharing": false}, "options": [], "source": "s13", "open": true}, {"id": "ca24738b05.1-10", "place": {"step": "people", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": [], "source": "t14", "open": true}, {"id": "ca24738b05.1-11", "place": {"step": "people", "part": 0, "probe": 1, "round": 0, "page": 0, "about": "", "sharing": false}, "options": [], "source": "t15", "open": true}, {"id": "ca24738b05.1-12", "place": {"step": "hard", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": [], "source": "s16", "open": true}], "pressed": [0, ""], "done": false}','What makes life hard for you?','en','2026-11-01 12:00:00.000000');
INSERT INTO "sessions" VALUES('805490605a','example','{"id": "805490605a.1", "version": "d7d11e3cf32a", "place": {"step": "more_why", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "language": "en", "aside": "", "slow": false, "ask": 22, "since": 17, "offered": ["option.yes", "option.no"], "count": 12, "chosen": [], "trail": [{"step": "welcome", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "promise", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "promise_limits", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "what_we_keep", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "consent", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "consent_topics", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "consent_age", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "helper", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "good_day", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "good_day", "part": 0, "probe": 1, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "gifts", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "gifts", "part": 0, "probe": 1, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "people", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "people", "part": 0, "probe": 1, "round": 0, "page": 0, "about": "", "sharing": false}, {"step": "hard", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}], "back_to": null, "told": [{"id": "805490605a.1-1", "place": {"step": "promise_limits", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": ["go_on"], "source": "m26", "open": false}, {"id": "805490605a.1-2", "place": {"step": "consent", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": ["yes"], "source": "m28", "open": false}, {"id": "805490605a.1-3", "place": {"step": "consent_topics", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": ["yes"], "source": "m29", "open": false}, {"id": "805490605a.1-4", "place": {"step": "consent_age", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": ["yes"], "source": "m30", "open": false}, {"id": "805490605a.1-5", "place": {"step": "helper", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": ["alone"], "source": "m31", "open": false}, {"id": "805490605a.1-6", "place": {"step": "good_day", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": [], "source": "s32", "open": true}, {"id": "805490605a.1-7", "place": {"step": "good_day", "part": 0, "probe": 1, "round": 0, "page": 0, "about": "", "sharing": false}, "options": [], "source": "t33", "open": true}, {"id": "805490605a.1-8", "place": {"step": "gifts", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": [], "source": "t34", "open": true}, {"id": "805490605a.1-9", "place": {"step": "gifts", "part": 0, "probe": 1, "round": 0, "page": 0, "about": "", "sharing": false}, "options": [], "source": "s35", "open": true}, {"id": "805490605a.1-10", "place": {"step": "people", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": [], "source": "t36", "open": true}, {"id": "805490605a.1-11", "place": {"step": "people", "part": 0, "probe": 1, "round": 0, "page": 0, "about": "", "sharing": false}, "options": [], "source": "t37", "open": true}, {"id": "805490605a.1-12", "place": {"step": "hard", "part": 0, "probe": 0, "round": 0, "page": 0, "about": "", "sharing": false}, "options": [], "source": "s38", "open": true}], "pressed": [0, ""], "done": false}','Do you want to say more about why it is hard?
1. Yes
2. No','en','2026-11-01 12:00:00.000000');
CREATE TABLE uploads (
	channel VARCHAR(48) NOT NULL, 
	clip VARCHAR(160) NOT NULL, 
	file TEXT NOT NULL, 
	PRIMARY KEY (channel, clip)
);
CREATE TABLE wipes (
	answer VARCHAR(48) NOT NULL, 
	channel VARCHAR(16) NOT NULL, 
	file TEXT NOT NULL, 
	PRIMARY KEY (answer)
);
CREATE INDEX ix_addresses_participant ON addresses (participant);
CREATE INDEX answers_in_order ON answers (session, at, id);
CREATE INDEX ix_answers_participant ON answers (participant);
CREATE INDEX ix_outbox_participant ON outbox (participant);
CREATE INDEX outbox_waiting ON outbox (state, not_before);
CREATE INDEX recordings_waiting ON recordings (state, not_before);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',59);
COMMIT;
