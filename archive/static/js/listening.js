// The page of a testimony: the player and all that is offered beside it, in one file on the way.
import "./player.js";
import "./waveform.js";
import "./transcript.js";
import "./address.js";
import "./place.js";
import "./media_session.js";
import "./captions.js";
import "./share.js";
import "./small_window.js";
import "./which_words.js";
import "./hits.js";
import "./copying.js";
import "./copy_text.js";
import "./quote.js";
