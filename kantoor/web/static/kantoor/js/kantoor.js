/* The only script a page names; each module is one behaviour and works on what the server sent. */
import "./appearance.js";
import "./bulk.js";
import "./combobox.js";
import "./copy.js";
import "./days.js";
import "./dialog.js";
import "./menus.js";
import "./refused.js";
import "./paper.js";
import "./passkey.js";
import "./rowmenu.js";
import "./search.js";
import "./shortcuts.js";
import "./submit.js";
import "./toasts.js";
import "./upload.js";
