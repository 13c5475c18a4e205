/**
 * Words that are not to stand in what a brand publishes, by language; `*` stands for any ending. English is left to a library that
 * knows its spellings. Kept to words that mean nothing harmless in any of the languages, as texts do not say which they are in: a list
 * that stops honest texts is switched off.
 */
export const WORD_LISTS: Readonly<Record<string, readonly string[]>> = {
  en: ["kys", "kill yourself", "go die", "neck yourself"],
  de: phrases(
    "arschloch*, scheiss*, fick dich, ficken, gefickt, ficker, hurensohn*, hurensöhne, wichser*, fotze, fotzen, schlampe, schlampen, missgeburt*, spasti, spastis, schwuchtel*, kanake, kanaken, drecksau, verpiss dich",
  ),
  fr: phrases(
    "connard*, connasse*, enculé, enculés, enculer, salope*, putain, merde, merdes, merdique, bordel de merde, fils de pute, nique ta mère, bougnoule*, ta gueule",
  ),
  es: phrases(
    "gilipollas, hijo de puta, hijos de puta, puta, putas, putada, cabrón, cabrones, joder, mierda, mierdas, maricón, maricones, pendejo*, chinga tu madre, que te jodan",
  ),
  it: phrases(
    "cazzo, cazzi, stronzo, stronzi, stronza, vaffanculo, figlio di puttana, puttana, puttane, coglione, coglioni, frocio, froci, minchia",
  ),
  pt: phrases(
    "caralho*, filho da puta, foda-se, foder, fodido, porra, merda, merdas, buceta, cuzão, viado, vai tomar no cu, arrombado",
  ),
  nl: phrases("kutwijf, klootzak*, godverdomme, hoer, hoeren, kankerlijer*, tyfuslijer*, flikker op, rot op"),
};

function phrases(list: string): string[] {
  return list.split(", ");
}
