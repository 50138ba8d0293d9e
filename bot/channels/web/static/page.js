// A page beside the chat: its clips get buttons with words in the place of the browser's own players.

import { setUpListening } from "./listening.js";

setUpListening(document);

// Whoever takes over a device finds nothing of what another had written and not sent.
const takingOver = document.querySelector('form[action="/new"]');
if (takingOver) takingOver.addEventListener("submit", () => sessionStorage.clear());
