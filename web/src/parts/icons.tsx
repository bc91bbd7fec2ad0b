// Line drawings of 24 by 24; decoration beside words, so hidden from screen readers.
import type {JSX} from 'preact';

const paths = {
  home: 'M4 11.5 12 4.5l8 7V19a1 1 0 0 1-1 1h-4.5v-5.5h-5V20H5a1 1 0 0 1-1-1z',
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 20 20',
  zoom: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 20 20M10.5 8v5M8 10.5h5',
  plus: 'M4.5 7A2.5 2.5 0 0 1 7 4.5h10A2.5 2.5 0 0 1 19.5 7v10a2.5 2.5 0 0 1-2.5 2.5H7A2.5 2.5 0 0 1 4.5 17zM12 8.5v7M8.5 12h7',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4',
  person: 'M12 4.5a3.75 3.75 0 1 1 0 7.5 3.75 3.75 0 0 1 0-7.5zM4.75 20c.5-3.5 3.5-5.5 7.25-5.5s6.75 2 7.25 5.5',
  people: 'M9 5a3.25 3.25 0 1 1 0 6.5A3.25 3.25 0 0 1 9 5zM3 19c.4-3 2.8-4.75 6-4.75S14.6 16 15 19M15.5 5.2a3.25 3.25 0 0 1 0 6.1M17.5 14.6c2 .7 3.2 2.2 3.5 4.4',
  gear: 'M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM12 3v2.5M12 18.5V21M3 12h2.5M18.5 12H21M5.64 5.64l1.77 1.77M16.59 16.59l1.77 1.77M18.36 5.64l-1.77 1.77M7.41 16.59l-1.77 1.77',
  heart: 'M12 20S4 15.2 4 9.4A4.4 4.4 0 0 1 12 6.9a4.4 4.4 0 0 1 8 2.5C20 15.2 12 20 12 20z',
  comment: 'M12 4.5c4.7 0 8.25 3 8.25 7s-3.55 7-8.25 7c-1 0-2-.1-2.9-.4L4.75 20l1-3.7A6.5 6.5 0 0 1 3.75 11.5c0-4 3.55-7 8.25-7z',
  bookmark: 'M7 4.5h10V20l-5-3.75L7 20z',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  close: 'M6 6l12 12M18 6 6 18',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  next: 'M9.5 5.5 16 12l-6.5 6.5',
  minus: 'M5.5 12h13',
  lock: 'M6.5 11h11v8.5h-11zM8.5 11V8.5a3.5 3.5 0 0 1 7 0V11',
  photo: 'M4.5 6h15v12.5h-15zM4.5 15.5l4.5-4 4 3.5 2.5-2 4 3M15.5 9.5h.01',
  pin: 'M9 4h6l-1 6 3.5 3.5h-11L10 10zM12 13.5V20',
  turn: 'M5 12a7 7 0 1 1 2.05 4.95M5 17.5v-5.5h5.5',
  several: 'M8 4.5h11.5V16H8zM5 8v11.5h11.5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  out: 'M14 4.5h5v15h-5M4.5 12H15M11 8l4 4-4 4',
  share: 'M12 15V4.5M8 8l4-4 4 4M6.5 11.5H5V20h14v-8.5h-1.5',
  info: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 11.5v4.5M12 8h.01',
} as const;

export type IconName = keyof typeof paths;

export function Icon({name, filled, size = 24}: {name: IconName; filled?: boolean; size?: number}): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true"
      fill={filled ? 'currentColor' : 'none'} stroke="currentColor" stroke-width={name === 'more' ? 2.6 : 1.7}
      stroke-linecap="round" stroke-linejoin="round">
      <path d={paths[name]} />
    </svg>
  );
}

export function Mark({size = 28}: {size?: number}): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 64 64" width={size} height={size} aria-hidden="true">
      <rect width="64" height="64" rx="15" fill="#1d4f91" />
      <g fill="#fff">
        <path d="M32 12a20 20 0 0 1 20 20H32z" />
        <path d="M32 52a20 20 0 0 1-20-20h20z" opacity=".82" />
        <path d="M12 32a20 20 0 0 1 20-20v20z" opacity=".48" />
        <path d="M52 32a20 20 0 0 1-20 20V32z" opacity=".3" />
      </g>
      <circle cx="32" cy="32" r="8" fill="#f2b84b" />
    </svg>
  );
}
