import type { ReactNode, SVGProps } from "react";

type IconProps = Omit<SVGProps<SVGSVGElement>, "children"> & { size?: number };

/** All icons share one pen: a 16 unit grid, 1.5 units wide, round ends. They are decoration; the words beside them name the thing. */
function Icon({ size = 16, children, ...rest }: IconProps & { children: ReactNode }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      {...rest}
    >
      {children}
    </svg>
  );
}

type Drawing = (props: IconProps) => ReactNode;

/** Icons that point along the line, which begins on the other side in Arabic. */
function drawAlong(...paths: string[]): Drawing {
  const Upright = draw(...paths);
  return ({ className = "", ...props }) => <Upright {...props} className={`rtl:-scale-x-100 ${className}`} />;
}

function draw(...paths: string[]): Drawing {
  return (props) => (
    <Icon {...props}>
      {paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </Icon>
  );
}

/** Two open rings that hold each other: one side speaks, the other answers. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      strokeWidth="3"
      strokeLinecap="round"
      aria-hidden="true"
      className="shrink-0"
    >
      <path d="M9 4.5a7.5 7.5 0 1 0 5.6 12.5" stroke="currentColor" />
      <path d="M15 19.5A7.5 7.5 0 1 0 9.4 7" className="stroke-accent" />
    </svg>
  );
}

export const BoltIcon = draw("M9 1.5 3.5 9H8l-1 5.5L12.5 7H8l1-5.5Z");
export const ClustersIcon = draw(
  "M4.5 6.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  "M11.5 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  "M6.5 13.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
);
export const PulseIcon = draw("M1.5 8.5h3l2-5.5 3 10.5 2-5h3");
export const PeopleIcon = draw(
  "M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  "M1.5 13.5c0-2.2 2-3.7 4.5-3.7s4.5 1.5 4.5 3.7",
  "M10.8 2.8a2.4 2.4 0 0 1 0 4.5",
  "M12.2 10.1c1.4.5 2.3 1.7 2.3 3.4",
);
export const CompassIcon = draw(
  "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4Z",
  "m10.4 5.6-1.3 3.5-3.5 1.3 1.3-3.5 3.5-1.3Z",
);
export const SlotIcon = draw("M2 3h12v10H2V3Z", "M4.5 6h7v2.5h-7V6Z", "M4.5 10.7h3M9 10.7h2.5");
export const BoxIcon = draw("M2.5 5 8 2l5.5 3v6L8 14l-5.5-3V5Z", "M2.5 5 8 8l5.5-3", "M8 8v6");
export const TargetIcon = draw(
  "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4Z",
  "M8 10.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2Z",
);
export const GaugeIcon = draw("M2.2 12a6.2 6.2 0 1 1 11.6 0", "m8 9.5 3-3.5", "M8 10.2v.1");
export const GearIcon = draw(
  "M8 10.4a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8Z",
  "M8 1.8v1.7M8 12.5v1.7M1.8 8h1.7M12.5 8h1.7M3.6 3.6l1.2 1.2M11.2 11.2l1.2 1.2M3.6 12.4l1.2-1.2M11.2 4.8l1.2-1.2",
);
export const FlaskIcon = draw(
  "M6 2v4.5L2.8 12.3A1.2 1.2 0 0 0 3.8 14h8.4a1.2 1.2 0 0 0 1-1.7L10 6.5V2",
  "M5 2h6",
  "M4.8 10h6.4",
);
export const WebhookIcon = draw("M2 8h8.5", "m7 4.5 3.5 3.5L7 11.5", "M14 3v10");
export const SearchIcon = draw("M7 11.8A4.8 4.8 0 1 0 7 2.2a4.8 4.8 0 0 0 0 9.6Z", "m10.6 10.6 3.2 3.2");
export const PauseIcon = draw("M5.5 3.5v9", "M10.5 3.5v9");
export const PlayIcon = draw("M5 3.2v9.6L12.6 8 5 3.2Z");
export const CloseIcon = draw("m4 4 8 8", "m12 4-8 8");
export const CopyIcon = draw(
  "M6 5.5h6.5a1 1 0 0 1 1 1V13a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V6.5a1 1 0 0 1 1-1Z",
  "M11 3.2A1.2 1.2 0 0 0 9.8 2H3.7A1.2 1.2 0 0 0 2.5 3.2v6.1a1.2 1.2 0 0 0 1.2 1.2",
);
export const SegmentsIcon = draw(
  "M6.2 11.4a4.7 4.7 0 1 0 0-9.4 4.7 4.7 0 0 0 0 9.4Z",
  "M9.8 14a4.7 4.7 0 1 0 0-9.4 4.7 4.7 0 0 0 0 9.4Z",
);
export const SigmaIcon = draw("M12.5 4.5V3h-9l5 5-5 5h9v-1.5");
export const CheckIcon = draw("m3 8.5 3.3 3.3L13 4.8");
export const AlertIcon = draw("M8 2.2 1.8 13h12.4L8 2.2Z", "M8 6.5v3", "M8 11.3v.1");
export const ChevronIcon = drawAlong("m6 3.5 4.5 4.5L6 12.5");
export const BackIcon = drawAlong("M13 8H3.5", "m7 4-4 4 4 4");
export const ArrowUpIcon = draw("M8 13V3.5", "m4 7 4-4 4 4");
export const SunIcon = draw(
  "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6Z",
  "M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7",
);
export const MoonIcon = draw("M13.5 9.7A5.8 5.8 0 0 1 6.3 2.5a5.8 5.8 0 1 0 7.2 7.2Z");
export const ScreenIcon = draw("M2 3h12v8H2V3Z", "M5.5 13.5h5");
export const SignOutIcon = draw("M6 13.5H3a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1h3", "M10.5 11 13.5 8l-3-3", "M13.5 8H6");
export const KeyboardIcon = draw("M1.8 4h12.4v8H1.8V4Z", "M4.5 6.7h.1M7 6.7h.1M9.3 6.7h.1M11.6 6.7h.1M5 9.5h6");
export const GridIcon = draw("M2.5 2.5h4v4h-4v-4ZM9.5 2.5h4v4h-4v-4ZM2.5 9.5h4v4h-4v-4ZM9.5 9.5h4v4h-4v-4Z");
export const LockIcon = draw("M3.5 7h9v6.5h-9V7Z", "M5.5 7V5a2.5 2.5 0 0 1 5 0v2", "M8 9.7v1.2");
export const SlidersIcon = draw(
  "M2 5h6.5M11.5 5H14M2 11h2.5M7.5 11H14",
  "M10 6.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z",
  "M6 12.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z",
);
export const KeyIcon = draw("M5.2 13.2a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z", "m7.4 8 5.8-5.8", "m10.6 4.8 2 2");
export const RowsIcon = draw("M2 4h12M2 8h12M2 12h12");
export const SparkIcon = draw(
  "M8 1.8c.5 3.6 2.6 5.7 6.2 6.2-3.6.5-5.7 2.6-6.2 6.2-.5-3.6-2.6-5.7-6.2-6.2 3.6-.5 5.7-2.6 6.2-6.2Z",
);

export const TrackIcon = draw("M9 1.8 3.5 9H8l-1 5.2L12.5 7H8l1-5.2Z");
export const IdentifyIcon = draw(
  "M8 7.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4Z",
  "M3 14c0-2.5 2.2-4.2 5-4.2s5 1.7 5 4.2",
);
export const PageIcon = draw("M4 1.8h5.5L13 5.3v8.9H4V1.8Z", "M9.3 2v3.5H13");
export const DeviceIcon = draw("M4.5 1.8h7v12.4h-7V1.8Z", "M7.3 11.9h1.4");
export const AliasIcon = draw(
  "M6.7 9.3 9.3 6.7",
  "M7.3 4.7 8.9 3a2.9 2.9 0 0 1 4.1 4.1l-1.7 1.6",
  "M8.7 11.3 7.1 13A2.9 2.9 0 0 1 3 8.9l1.7-1.6",
);
export const RejectIcon = draw("M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4Z", "m3.7 12.3 8.6-8.6");

export const BookIcon = draw(
  "M3 3.5a1.5 1.5 0 0 1 1.5-1.5H13v12H4.5A1.5 1.5 0 0 1 3 12.5z",
  "M3 12.5A1.5 1.5 0 0 1 4.5 11H13",
  "M6 5h4",
);
export const PencilIcon = draw(
  "M3 13l.6-3 7.2-7.2a1.4 1.4 0 0 1 2 0l.4.4a1.4 1.4 0 0 1 0 2L6 12.4 3 13Z",
  "m9.8 3.8 2.4 2.4",
);
export const ShieldIcon = draw("M8 1.8 13 3.6v4c0 3.2-2 5.4-5 6.6-3-1.2-5-3.4-5-6.6v-4z", "M5.8 8l1.6 1.6 2.9-3.1");
