import { RapportProvider } from "@rapport/browser/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { rapport } from "./rapport.ts";
import { Shop } from "./shop.tsx";

const root = document.querySelector("#root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <RapportProvider client={rapport}>
        <Shop />
      </RapportProvider>
    </StrictMode>,
  );
}
