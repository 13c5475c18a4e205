"use client";

import { useState } from "react";

/** The order is told by the route that takes it, where no ad blocker can lose it. */
export function Buy({ plantId }: { plantId: string }) {
  const [orders, setOrders] = useState(0);
  const buy = async () => {
    const answer = await fetch("/api/orders", { method: "POST", body: JSON.stringify({ plantId }) });
    if (answer.ok) setOrders(orders + 1);
  };
  return (
    <button type="button" onClick={buy}>
      {orders === 0 ? "Buy" : `Bought ${orders}`}
    </button>
  );
}
