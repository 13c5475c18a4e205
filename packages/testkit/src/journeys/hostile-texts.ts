/** Texts that become code where a page forgets what they are: markup, attributes, links, templates, and directions of reading. */
const HOSTILE = [
  `<img src=x onerror=alert(1)>`,
  `"><script>alert(2)</script>`,
  `' onmouseover='alert(3)' x='`,
  `</title></textarea><svg/onload=alert(4)>`,
  `{{constructor.constructor('alert(5)')()}}`,
  `\u202Egnirts\u202C <iframe srcdoc="<script>alert(6)</script>">`,
] as const;

/** Where a link goes that must not. */
export const HOSTILE_URL = "javascript:alert(7)";

let count = 0;

/** The next hostile text, with a name in front that keeps it apart from others. */
export function hostileText(name: string): string {
  return `${name} ${HOSTILE[count++ % HOSTILE.length]}`;
}
