/** The kernel's icon in launchers: a lemon in brackets. */
export const kernelLogo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <g fill="none" stroke="#4a5568" stroke-width="5" stroke-linecap="round" stroke-linejoin="round">
    <path d="M16 14 H8 V50 H16"/>
    <path d="M48 14 H56 V50 H48"/>
  </g>
  <path d="M15 32 C19 20 28 17 34 18 C40 19 44 24 46 28 L51 32 L46 36 C44 40 40 45 34 46 C28 47 19 44 15 32 Z" fill="#f2c418" stroke="#b7860b" stroke-width="2"/>
  <path d="M24 30 C27 25 31 23 35 23" fill="none" stroke="#fff7d1" stroke-width="3" stroke-linecap="round"/>
</svg>
`;
