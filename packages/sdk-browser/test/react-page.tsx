import { StrictMode, useState } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server.browser";
import { experiments } from "../src/experiments.ts";
import { createRapport } from "../src/index.ts";
import { RapportProvider, Slot, useExperiment, useTrack, useVariant } from "../src/react.tsx";

const rapport = createRapport();
rapport.init({ writeKey: "pk_test", host: location.origin, plugins: [experiments()] });

function Shop() {
  const track = useTrack();
  const { state, variant } = useExperiment("headline");
  const button = useVariant("button") ?? "small";
  const [itemId, setItemId] = useState("kettle");
  return (
    <main>
      <h1>{state === "ready" ? `Headline ${variant}, button ${button}` : "Loading"}</h1>
      <button type="button" onClick={() => track("Product Added", { product_id: itemId })}>
        Add
      </button>
      <button type="button" onClick={() => setItemId("pan")}>
        Next
      </button>
      <Slot placement="product" itemId={itemId} limit={2} timeoutMs={20_000} fallback={<p>Best sellers</p>}>
        {({ item, itemId: id }, card) => (
          <a {...card} href={`#${id}`}>
            {item?.name ?? id}
          </a>
        )}
      </Slot>
    </main>
  );
}

const page = (
  <StrictMode>
    <RapportProvider client={rapport}>
      <Shop />
    </RapportProvider>
  </StrictMode>
);
const root = document.createElement("div");
document.body.append(root);
Object.assign(window, { rapport, html: renderToString(page) });
if (location.search === "?hydrate") {
  root.innerHTML = Reflect.get(window, "html");
  hydrateRoot(root, page, { onRecoverableError: (error) => Reflect.set(window, "hydrationError", String(error)) });
} else createRoot(root).render(page);
