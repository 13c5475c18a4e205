import { useMutation, useQueryClient } from "@tanstack/react-query";

export const MEMBERS_KEY = ["members"] as const;

/** A change of who belongs; the list is read again whatever came of it. */
export function useMemberChange<T>(change: (input: string) => Promise<T>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queryClient.invalidateQueries({ queryKey: MEMBERS_KEY }),
  });
}
