import type { Area } from "@rapport/contracts/access";
import { AREAS, OWNED_AREAS, VERBS } from "@rapport/contracts/access";
import { t, word } from "../../lib/text.ts";
import { useSession } from "../session/use-session.ts";
import { sayPermission } from "./say-permission.ts";

type PermissionTableProps = {
  label: string;
  chosen: readonly string[];
  /** Without it the table tells, and nothing can be ticked. */
  onChange?: ((chosen: string[]) => void) | undefined;
  /** Whether changing what one made oneself is told apart from changing everything. */
  withOwn?: boolean;
};

const HEAD = "px-2 py-1.5 text-center text-small font-medium text-ink-3";

/** What may be done, area by area. What whoever is here may not do themselves, they cannot tick: it is not theirs to give. */
export function PermissionTable({ label, withOwn = false, ...rest }: PermissionTableProps) {
  return (
    <table className="w-full max-w-xl border-collapse text-body">
      <caption className="sr-only">{label}</caption>
      <thead>
        <tr className="border-b border-line">
          <th className={`${HEAD} !ps-0 !text-start`}>{t("Area")}</th>
          {[...VERBS.map(word), ...(withOwn ? [t("write their own")] : [])].map((name) => (
            <th key={name} className={HEAD}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {AREAS.map((area) => (
          <AreaRow key={area} area={area} withOwn={withOwn} {...rest} />
        ))}
      </tbody>
    </table>
  );
}

type AreaRowProps = Omit<PermissionTableProps, "label"> & { area: Area };

function AreaRow({ area, withOwn, ...rest }: AreaRowProps) {
  const isOwned = OWNED_AREAS.some((one) => one === area);
  return (
    <tr className="border-b border-line last:border-b-0 hover:bg-hover">
      <th className="py-1.5 text-start font-normal text-ink first-letter:uppercase">{word(area)}</th>
      {VERBS.map((verb) => (
        <PermissionCell key={verb} permission={`${area}:${verb}`} {...rest} />
      ))}
      {withOwn && isOwned && (
        <PermissionCell permission={`${area}:write:own`} isCovered={rest.chosen.includes(`${area}:write`)} {...rest} />
      )}
      {withOwn && !isOwned && <td />}
    </tr>
  );
}

type PermissionCellProps = Pick<PermissionTableProps, "chosen" | "onChange"> & {
  permission: string;
  /** Whoever may change everything may change their own. */
  isCovered?: boolean;
};

function PermissionCell({ permission, chosen, onChange, isCovered = false }: PermissionCellProps) {
  const { permissions } = useSession();
  const isChosen = chosen.includes(permission);
  const mayGive = permissions.includes(permission) || permissions.includes(permission.replace(/:own$/, ""));
  const toggle = () => onChange?.(isChosen ? chosen.filter((one) => one !== permission) : [...chosen, permission]);
  return (
    <td className="p-0 text-center">
      <label className="grid min-h-8 place-items-center max-md:min-h-10">
        <input
          type="checkbox"
          aria-label={sayPermission(permission)}
          checked={isChosen || isCovered}
          disabled={onChange === undefined || isCovered || !mayGive}
          onChange={toggle}
        />
      </label>
    </td>
  );
}
