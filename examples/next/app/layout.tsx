import type { ReactNode } from "react";
import { Tracking } from "./tracking.tsx";

export const metadata = { title: "Plant Shop" };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <Tracking>{children}</Tracking>
      </body>
    </html>
  );
}
