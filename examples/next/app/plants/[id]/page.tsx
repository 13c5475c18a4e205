import { Buy } from "../../buy.tsx";

export default async function Plant({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return (
    <main>
      <h1>{id}</h1>
      <Buy plantId={id} />
    </main>
  );
}
