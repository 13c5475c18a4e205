import Link from "next/link";
import { Shelf } from "./shelf.tsx";
import { SignIn } from "./sign-in.tsx";

export default function Home() {
  return (
    <main>
      <h1>Plants</h1>
      <Link href="/plants/monstera">Monstera</Link>
      <SignIn />
      <Shelf />
    </main>
  );
}
