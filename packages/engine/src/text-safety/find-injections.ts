/** A place in a text: UTF-16 offsets, end exclusive. */
export type Span = { start: number; end: number };

/** A place that reads like an instruction to a model, and which kind. */
export type Injection = Span & {
  kind: "override" | "role" | "exfiltration" | "tool" | "hidden-prompt";
};

const RULES: readonly (readonly [Injection["kind"], RegExp])[] = [
  // "Ignore all previous instructions" and its relatives, in the languages of the lists that circulate.
  [
    "override",
    /(?<!\b(?:not|never|don['’]t) )\b(?:ignore|disregard|forget|override|bypass|discard|do not follow|stop following)\b[^.!?\n]{0,40}\b(?:previous|prior|above|earlier|preceding|all|any|your|the|system|these|those)\b[^.!?\n]{0,30}\b(?:instruction|prompt|rule|guideline|direction|command|context|polic(?:y|ies)|restriction|safeguard|training)s?\b/giu,
  ],
  ["override", /\b(?:ignorier\w*|vergiss|missachte)\b[^.!?\n]{0,40}\b(?:anweisung|vorgabe|regel|befehl)\w*/giu],
  [
    "override",
    /\b(?:ignore[zr]?|oublie[zr]?)\b[^.!?\n]{0,40}\b(?:instructions?|consignes?|règles?)\s+(?:précédentes?|ci-dessus|antérieures?)/giu,
  ],
  ["override", /\b(?:ignora|olvida|descarta)\w*\b[^.!?\n]{0,40}\b(?:instrucciones|reglas|órdenes)\b/giu],
  ["override", /\b(?:new|updated|real|actual)\s+(?:system\s+)?(?:instructions?|prompt|directives?|orders?)\s*[:：]/giu],
  [
    "override",
    /\b(?:from now on|for the rest of this (?:chat|conversation))\b[^.!?\n]{0,30}\byou\b[^.!?\n]{0,20}\b(?:must|will|shall|are|act|respond|answer|only)\b/giu,
  ],
  // Playing another part, or pretending that the conversation has other speakers.
  ["role", /\byou are (?:now|no longer)\b[^.!?\n]{0,60}/giu],
  [
    "role",
    /\b(?:pretend|act|roleplay|behave)\b[^.!?\n]{0,20}\b(?:as (?:if|an?|the)|to be|like)\b[^.!?\n]{0,40}\b(?:assistant|ai|model|chatbot|developer|admin\w*|root|dan|jailbr\w+|unrestricted|unfiltered)\b/giu,
  ],
  [
    "role",
    /\b(?:developer|debug|god|admin|dan|jailbreak|maintenance)\s+mode\b[^.!?\n]{0,20}\b(?:on|enabled?|activated?|now|engaged)\b/giu,
  ],
  ["role", /^\s*(?:system|assistant|developer|user|human|ai)\s*[:：]\s*\S/gimu],
  [
    "role",
    /<\/?\s*(?:system|assistant|instructions?|prompt|im_start|im_end)\b[^>]{0,40}>|<\|[a-z_]{2,20}\|>|\[\/?INST\]|<<\/?SYS>>|#{2,}\s*(?:system|instructions?)\b/giu,
  ],
  // Getting out what must stay in.
  [
    "exfiltration",
    /\b(?:reveal|show|print|output|repeat|leak|display|tell me|give me|send|share|expose|dump|list|write out)\b[^.!?\n]{0,40}\b(?:system prompt|(?:your|the|all|hidden|initial|original) (?:instructions?|prompt|rules)|api[ _-]?keys?|secrets?|passwords?|credentials?|tokens?|environment variables?|(?:customer|user)s?['’]? (?:data|e-?mails?|list))\b/giu,
  ],
  ["exfiltration", /!\[[^\]]{0,100}\]\(https?:\/\/[^)\s]{1,200}[?&][^)\s]{0,100}=[^)\s]{0,200}\)/giu],
  // Making something happen.
  ["tool", /\b(?:call|invoke|execute|trigger)\b[^.!?\n]{0,20}\b(?:the )?(?:tool|function)\b(?! ?box)[^.!?\n]{0,40}/giu],
  [
    "tool",
    /\b(?:approve|publish|send|transfer|delete|pause|launch|increase|raise|set)\b[^.!?\n]{0,30}\b(?:this|the|all|every|a|my)\b[^.!?\n]{0,20}\b(?:campaign|budget|spend|draft|post|e-?mails?|message|invoice|payment|ad|ads|bid)s?\b[^.!?\n]{0,30}\b(?:immediately|now|without|automatically|at once|no approval|regardless)\b/giu,
  ],
  ["tool", /\bwithout (?:asking|approval|confirmation|telling|notifying|human review)\b/giu],
  // Speaking to a machine that reads along.
  [
    "hidden-prompt",
    /\b(?:note|message|instructions?|attention|important)\s+(?:to|for)\s+(?:the\s+)?(?:ai|llms?|language models?|assistants?|chatbots?|agents?|bots?|gpt|claude|gemini|crawler)\b/giu,
  ],
  [
    "hidden-prompt",
    /\b(?:if you are|as)\s+an?\s+(?:ai|llm|language model|automated (?:system|agent)|assistant|chatbot)\b/giu,
  ],
];
const MAX_FOUND = 50;

/**
 * Places in a text from outside that read like orders to a model (OWASP LLM01, prompt injection). It is a smoke detector, not a wall:
 * it finds the known forms, and what keeps agents safe is that such text reaches only nodes without tools. Run it on text from which
 * `stripHidden` has taken what readers do not see. O(length · rules).
 * @returns in the order of the text, overlapping ones of one kind joined
 */
export function findInjections(text: string): Injection[] {
  const folded = foldLookAlikes(text);
  const found: Injection[] = [];
  for (const [kind, rule] of RULES) {
    for (const match of folded.matchAll(rule)) {
      found.push({ kind, start: match.index, end: match.index + match[0].length });
      if (found.length >= MAX_FOUND) break;
    }
  }
  found.sort((left, right) => left.start - right.start || right.end - left.end);
  return found.filter((one, i) => i === 0 || one.start >= (found[i - 1]?.end ?? 0) || one.kind !== found[i - 1]?.kind);
}

/** Cyrillic, Greek and full-width letters that look Latin; one UTF-16 unit for one, so that offsets stay. */
const LATIN =
  "аa еe оo рp сc хx уy іi јj ѕs һh ԁd ԛq ԝw ɡg ıi αa οo ρp νv τt κk ιi еe АA ЕE ОO РP СC ХX ТT НH МM ВB КK ІI";
const LOOK_ALIKES = new Map(LATIN.split(" ").map((pair) => [pair.charAt(0), pair.charAt(1)]));

function foldLookAlikes(text: string): string {
  return text.replaceAll(/[\u0250-\u03ff\u0400-\u052f\uff01-\uff5e]/g, (character) => {
    const code = character.charCodeAt(0);
    return code >= 0xff01 ? String.fromCharCode(code - 0xfee0) : (LOOK_ALIKES.get(character) ?? character);
  });
}
