/** A share as a length, for the eye; the number beside it says the same. */
export function ShareBar({ share, className = "" }: { share: number; className?: string }) {
  return (
    <span aria-hidden="true" className={`block h-2 overflow-hidden rounded-small bg-sunken ${className}`}>
      <span className="block h-full rounded-small bg-accent-solid" style={{ width: `${Math.min(1, share) * 100}%` }} />
    </span>
  );
}
