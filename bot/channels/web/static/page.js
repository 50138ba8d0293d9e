// A page beside the chat: its clips get buttons with words in the place of the browser's own players.

import { setUpListening } from "./listening.js";

setUpListening(document);
