// What another tab of the rating page has; the tests reach it from outside.
import { Outbox } from "/static/session/outbox.js";
import { claim } from "/static/session/tabs.js";

window.modules = { Outbox, claim };
