import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findChromium, openBrowser } from "../e2e/open-browser.ts";
import { composeTestServer } from "../server/compose-test-server.ts";
import { findViolations } from "./find-violations.ts";
import { openConsole, signInOwner } from "./open-console.ts";
import { seedContent, seedProject } from "./seed-project.ts";
import { listScreens, openFirst, visitScreen } from "./walk-screens.ts";

const PHONE = { width: 390, height: 844 };
const LOOKS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "phone light": { colorScheme: "light", viewport: PHONE, hasTouch: true },
  arabic: { colorScheme: "light", locale: "ar" },
  "phone arabic": { colorScheme: "dark", locale: "ar", viewport: PHONE, hasTouch: true },
  hindi: { colorScheme: "light", locale: "hi" },
  "phone dark": { colorScheme: "dark", viewport: PHONE, hasTouch: true },
} as const;

// Walks through every screen in every look, with and without something opened on it, and asks axe about each.
const { values } = parseArgs({
  options: {
    pictures: { type: "string" },
    chromium: { type: "string" },
    look: { type: "string" },
    only: { type: "string" },
  },
});
const server = await composeTestServer();
const browser = await openBrowser(findChromium(values.chromium) ?? "");
const all: string[] = [];
try {
  await seedProject(server);
  await seedContent(server);
  const url = await server.listen();
  const cookie = await signInOwner(server);
  const screens = await listScreens((await openConsole(browser, { url, cookie, look: {} })).page);
  for (const [name, look] of Object.entries(LOOKS)) {
    if (values.look !== undefined && values.look !== name) continue;
    const { page, faults } = await openConsole(browser, { url, cookie, look });
    const picture = async (screen: string) => {
      if (values.pictures === undefined) return;
      await mkdir(values.pictures, { recursive: true });
      await page.screenshot({
        path: join(values.pictures, `${name} ${screen}`.replaceAll(/\W+/g, "-").concat(".png")),
      });
    };
    for (const screen of screens.filter((one) => values.only === undefined || one.includes(values.only))) {
      await visitScreen(page, screen);
      faults.push(...(await findViolations(page)).map((violation) => `${screen}: ${violation}`));
      await picture(screen);
      if (await openFirst(page)) {
        faults.push(...(await findViolations(page)).map((violation) => `${screen} opened: ${violation}`));
        await picture(`${screen} opened`);
      }
    }
    console.log(`${name}: ${screens.length} screens, ${faults.length} faults`);
    for (const fault of faults) console.log(`  ${fault}`);
    all.push(...faults);
    await page.context().close();
  }
} finally {
  await browser.close();
  await server.close();
}
process.exitCode = all.length === 0 ? 0 : 1;
