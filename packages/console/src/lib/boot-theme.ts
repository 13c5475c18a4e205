import { bootTheme } from "./theme.ts";

// Imported before anything that waits for the words of another language: the page has its colours meanwhile.
bootTheme();
