import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ADDRESS_NETWORKS } from './address-networks.js';
import { checkAddress } from './check-address.js';

// The same values on every run.
fc.configureGlobal({ seed: 20_260_101 });

interface Samples {
  readonly noun: string;
  readonly aliases?: readonly string[];
  readonly genuine: readonly string[];
  readonly refused: readonly (readonly [address: string, fault: string])[];
}

const CHECKSUM = 'its checksum is wrong';
const LENGTH = 'its length is wrong';
const CHARACTER = 'it holds a character that no such address has';
const INVISIBLE = 'it holds white space or an invisible character';
const MIXED_CASE = 'it mixes upper and lower case';
const TEST_NETWORK = 'it belongs to a test network';
const OTHER_NETWORK = 'it belongs to another network';
const NOT_HEXADECIMAL = 'it does not start with 0x';
const LETTER_CASE = 'its checksum, the case of its letters, is wrong';
const WORKCHAIN = 'its workchain is neither 0 nor -1';
const ENCODING = 'its encoding is wrong';
const KIND = 'its kind is not in use';
const FAULTS = [
  CHECKSUM,
  LENGTH,
  CHARACTER,
  INVISIBLE,
  MIXED_CASE,
  TEST_NETWORK,
  OTHER_NETWORK,
  NOT_HEXADECIMAL,
  LETTER_CASE,
  WORKCHAIN,
  ENCODING,
  KIND,
];

/** The examples of EIP-55, and contracts of tokens on the five chains. */
const EVM: Omit<Samples, 'noun'> = {
  genuine: [
    '0x52908400098527886E0F7030069857D2E4169EE7',
    '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
    '0xde709f2102306220921060314715629080e2fb77',
    '0x27b1fdb04752bbc536007a920d24acb045561c26',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
    '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
    '0xdAC17F958D2ee523a2206206994597C13D831ec7',
    '0x55d398326f99059fF775485246999027B3197955',
    '0xc2132D05D31c914a87C6611C10748AEb04B58e8F',
    '0xFd086bC7CD5C481DCC9C85ebE478A1C0b69FCbb9',
    '0x9702230A8Ea53601f5cD2dc00fDBc13d4dF4A8c7',
  ],
  refused: [
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD', LETTER_CASE],
    ['0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', LETTER_CASE],
    ['0xdAC17F958D2ee523a2206206994597C13D831ec8', LETTER_CASE],
    ['0xdAC17F958D2ee523a2206206994597C13D831ec', LENGTH],
    ['0xdAC17F958D2ee523a2206206994597C13D831ec77', LENGTH],
    ['dAC17F958D2ee523a2206206994597C13D831ec7', NOT_HEXADECIMAL],
    ['0xdAC17F958D2ee523a2206206994597C13D831eg7', CHARACTER],
    ['vitalik.eth', NOT_HEXADECIMAL],
    ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', NOT_HEXADECIMAL],
    ['X-avax1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnqk8ss4', NOT_HEXADECIMAL],
  ],
};

/** Well-known addresses: of specifications, of the chains' own tests, and of contracts and donation funds. */
const SAMPLES: Readonly<Record<string, Samples>> = {
  arbitrum: { noun: 'an Arbitrum address', ...EVM },
  avalanche: { noun: 'an Avalanche C-Chain address', ...EVM },
  bsc: { noun: 'a BNB Smart Chain address', ...EVM },
  eth: { noun: 'an Ethereum address', aliases: ['ethereum'], ...EVM },
  polygon: { noun: 'a Polygon address', ...EVM },
  bch: {
    noun: 'a Bitcoin Cash address',
    genuine: [
      'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a',
      'bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq',
      'bitcoincash:qq4v32mtagxac29my6gwj6fd4tmqg8rysu23dax807',
      'bitcoincash:pwzvpampue7zmqgyc7dd9j0v8hawk2cpa5n3dqlcyq52y995qmgqx894n48m0',
      'bitcoincash:pv7khk9tyvylvxgapldky8p700wt7yevwqzd2ucultnzqzphcflvwcjzn40nk',
      'BITCOINCASH:QR95SY3J9XWD2AP32XKYKTTR4CVCU7AS4Y0QVERFUY',
      'qqq3728yw0y47sqn6l2na30mcw6zm78dzqre909m2r',
      'pqq3728yw0y47sqn6l2na30mcw6zm78dzq5ucqzc37',
      '1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu',
      '16w1D5WRVKJuZUsSRzdLp9w3YGcgoxDXb',
      '3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC',
    ],
    refused: [
      ['bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6q', CHECKSUM],
      ['bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6', CHECKSUM],
      ['bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6A', MIXED_CASE],
      ['bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6b', CHARACTER],
      ['bchtest:pr6m7j9njldwwzlg9v7v53unlr4jkmx6eyvwc0uz5t', TEST_NETWORK],
      ['pr6m7j9njldwwzlg9v7v53unlr4jkmx6eyvwc0uz5t', TEST_NETWORK],
      ['mrLC19Je2BuWQDkWSTriGYPyQJXKkkBmCx', TEST_NETWORK],
      ['ecash:ppm2qsznhks23z7629mms6s4cwef74vcwv2zrv3l8h', OTHER_NETWORK],
      ['ppm2qsznhks23z7629mms6s4cwef74vcwv2zrv3l8h', CHECKSUM],
      ['1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggv', CHECKSUM],
      ['CFkXRvGkzkgLVrcSFM7LDLXcQAUmc3qxtS', CHECKSUM],
      ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', CHARACTER],
    ],
  },
  btc: {
    noun: 'a Bitcoin address',
    aliases: ['bitcoin'],
    genuine: [
      '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
      '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2',
      '16w1D5WRVKJuZUsSRzdLp9w3YGcgoxDXb',
      '1111111111111111111114oLvT2',
      '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy',
      '3LRW7jeCvQCRdPF8S3yUCfRAx4eqXFmdcr',
      'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
      'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4',
      'bc1qgdjqv0av3q56jvd82tkdjpy7gdp9ut8tlqmgrpmv24sq90ecnvqqjwvw97',
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
      'BC1SW50QGDZ25J',
    ],
    refused: [
      ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb', CHECKSUM],
      ['1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf0a', CHARACTER],
      ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN', CHECKSUM],
      ['1A1zP1eP5QGefi2DMPTfTL5SLmv7Div', LENGTH],
      ['mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r', TEST_NETWORK],
      ['2NByiBUaEXrhmqAsg7BbLpcQSAQs1EDwt5w', TEST_NETWORK],
      ['tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7', TEST_NETWORK],
      ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5', CHECKSUM],
      ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4', MIXED_CASE],
      ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f31t4', CHARACTER],
      ['BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P', LENGTH],
      ['LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9', OTHER_NETWORK],
      ['ltc1qg42tkwuuxefutzxezdkdel39gfstuap288mfea', OTHER_NETWORK],
      ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', OTHER_NETWORK],
      ['0xdAC17F958D2ee523a2206206994597C13D831ec7', OTHER_NETWORK],
    ],
  },
  dash: {
    noun: 'a Dash address',
    genuine: [
      'Xx4dYKgz3Zcv6kheaqog3fynaKWjbahb6b',
      'XcY4WJ6Z2Q8w7vcYER1JypC8s2oa3SQ1b1',
      'XqMkVUZnqe3w4xvgdZRtZoe7gMitDudGs4',
      'XoAAqv3oUYZ6xRjX3brfbf9PotrGanS6Th',
      'Xaj4r3cuJ5LYbrQgZTSQAhneJnjybAAgEN',
      '7SSyVfQK3EbQrmPy7b3j4DKk9vWh7yXZ7R',
      '7STE7NqFACug51jj3h8VqWjCPrePuBw5Q5',
      '7STKNHrd8UgSySdqwrsjCWK9wdcJH7D9jp',
      '7SUvPX3PaXHxwgHF6VnFAnzHiySHbfTmWV',
    ],
    refused: [
      ['Xx4dYKgz3Zcv6kheaqog3fynaKWjbahb6c', CHECKSUM],
      ['Yx4dYKgz3Zcv6kheaqog3fynaKWjbahb6b', CHECKSUM],
      ['7SSyVfQK3EbQrmPy7b3j4DKk9vWh7yXZ7', LENGTH],
      ['7SSyVfQK3EbQrmPy7b3j4DKk9vWh7yXZ7RRR', LENGTH],
      ['Xx4dYKgz3Zcv6kheaqog3fynaKWjbahbOb', CHARACTER],
      ['yPv7h2i8v3dJjfSH4L3x91JSJszjdbsJJA', TEST_NETWORK],
      ['yP5oXZQXBfBf9FyfZDpFiKDypxuNUKUV2E', TEST_NETWORK],
      ['1QLbGuc3WGKKKpLs4pBp9H6jiQ2MgPkXRp', OTHER_NETWORK],
      ['3CDJNfdWX8m2NwuGUV3nhXHXEeLygMXoAj', OTHER_NETWORK],
      ['LbTjMGN7gELw4KbeyQf6cTCq859hD18guE', OTHER_NETWORK],
    ],
  },
  doge: {
    noun: 'a Dogecoin address',
    aliases: ['dogecoin'],
    genuine: [
      'DJtCUTgitjdxXTUQK78BVm93AmrfFLAiWy',
      'DCu92sq6BUC2eDZUWkFnng8h28HM33WDpW',
      'DPpJVPpvPNP6i6tMj4rTycAGh8wReTqaSU',
      'DNzLUN6MyYVS5zf4Xc2yK69V3dXs6Mxia5',
      'AFiDLLoAx9JSgNJCnLhrQ14wq2FQTjD7J6',
      'A7DC5S9VjuHXpCAXWohuLNza9BxeuCWNWG',
      'A7JjzK9k9x5b2MkkQzqt91WZsuu7wTu6iS',
      '9y992i9uQjr3PJFS1EPmVrd6FahsJjhuk3',
      '9yVEnEEbXLE1HPsM59yhQeVo8f4hPgJTXa',
    ],
    refused: [
      ['DJtCUTgitjdxXTUQK78BVm94AmrfFLAiWy', CHECKSUM],
      ['DJtCUTgitjdxXTUQK78BVm93AmrfFLAiWz', CHECKSUM],
      ['DJtCUTgitjdxXTUQK78BVm93AmrfFLAiW', LENGTH],
      ['DJtCUTgitjdxXTUQK78BVm93AmrfFLAiIy', CHARACTER],
      ['2MxKEf2su6FGAUfCEAHreGFQvEYrfYNHvL7', TEST_NETWORK],
      ['mzBc4XEFSdzCDcTxAgf6EZXgsZWpztRhef', TEST_NETWORK],
      ['39JXi45Nkgzk8hxz6aHYuefnsDp7qnf4fx', OTHER_NETWORK],
      ['1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu', OTHER_NETWORK],
      ['LP8A3cjNAXsMBQvy9s4ptavo7owhS2XPr1', OTHER_NETWORK],
    ],
  },
  ltc: {
    noun: 'a Litecoin address',
    aliases: ['litecoin'],
    genuine: [
      'LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9',
      'LTpYZG19YmfvY2bBDYtCKpunVRw7nVgRHW',
      'Lb6wDP2kHGyWC7vrZuZAgV7V4ECyDdH7a6',
      'LUd28DgwFmae8thFhaPYHGVmps4XockqfQ',
      'MMDkQMv8pGGmAXdVyxaW8YtQMCHw7eouma',
      'M8T1B2Z97gVdvmfkQcAtYbEepune1tzGua',
      '3F1c6UWAs9RLN2Mbt5bAJue12VhVCorXzs',
      '3NJZLcZEEYBpxYEUGewU4knsQRn1WM5Fkt',
      'ltc1qg42tkwuuxefutzxezdkdel39gfstuap288mfea',
      'LTC1QG42TKWUUXEFUTZXEZDKDEL39GFSTUAP288MFEA',
    ],
    refused: [
      ['LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH8', CHECKSUM],
      ['MMDkQMv8pGGmAXdVyxaW8YtQMCHw7eoum', LENGTH],
      ['ltc1qg42tkwuuxefutzxezdkdel39gfstuap288mfeq', CHECKSUM],
      ['ltc1qg42tkwuuxefutzxezdkdel39gfstuap288mfeA', MIXED_CASE],
      ['ltc1qg42tkwuuxefutzxezdkdel39gfstuap288mfei', CHARACTER],
      ['tltc1qu78xur5xnq6fjy83amy0qcjfau8m367defyhms', TEST_NETWORK],
      ['mzBc4XEFSdzCDcTxAgf6EZXgsZWpztRhef', TEST_NETWORK],
      ['QW2SvwjaJU8LD6GSmtm1PHnBG2xPuxwZFy', TEST_NETWORK],
      ['2MxKEf2su6FGAUfCEAHreGFQvEYrfYNHvL7', TEST_NETWORK],
      ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', OTHER_NETWORK],
      ['1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu', OTHER_NETWORK],
    ],
  },
  sol: {
    noun: 'a Solana address',
    genuine: [
      '11111111111111111111111111111111',
      'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
      'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL',
      'So11111111111111111111111111111111111111112',
      'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v',
      'Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB',
      'Vote111111111111111111111111111111111111111',
      'Stake11111111111111111111111111111111111111',
      '7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU',
    ],
    refused: [
      ['1111111111111111111111111111111', LENGTH],
      ['111111111111111111111111111111111', LENGTH],
      ['TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5', LENGTH],
      ['TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DAA1', LENGTH],
      ['EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt10', CHARACTER],
      ['EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1l', CHARACTER],
      ['zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz', LENGTH],
      ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', LENGTH],
      ['0xdAC17F958D2ee523a2206206994597C13D831ec7', CHARACTER],
      ['toly.sol.domain', CHARACTER],
    ],
  },
  ton: {
    noun: 'a TON address',
    genuine: [
      'EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N',
      '0:83dfd552e63729b472fcbcc8c45ebcc6691702558b68ec7527e1ba403a0f31a8',
      'EQDtFpEwcFAEcRe5mLVh2N6C0x-_hJEM7W61_JLnSF74p4q2',
      'EQDtFpEwcFAEcRe5mLVh2N6C0x+/hJEM7W61/JLnSF74p4q2',
      'Ef8zMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzM0vF',
      '-1:3333333333333333333333333333333333333333333333333333333333333333',
      'EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHF',
      'EQC6YL-9UnwM0tcMY5ZjDFCkmK8BW5h62q0dSp4of2BFNvnA',
      'UQC6YL-9UnwM0tcMY5ZjDFCkmK8BW5h62q0dSp4of2BFNqQF',
    ],
    refused: [
      ['EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2M', CHECKSUM],
      ['UQDtFpEwcFAEcRe5mLVh2N6C0x-_hJEM7W61_JLnSF74p4q2', CHECKSUM],
      ['eQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N', CHECKSUM],
      ['EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2', LENGTH],
      ['EQDtFpEwcFAEcRe5mLVh2N6C0x+_hJEM7W61_JLnSF74p4q2', CHARACTER],
      ['kf_8uRo6OBbQ97jCx2EIuKm8Wmt6Vb15-KsQHFLbKSMiYIny', TEST_NETWORK],
      ['kf/8uRo6OBbQ97jCx2EIuKm8Wmt6Vb15+KsQHFLbKSMiYIny', TEST_NETWORK],
      ['2:83dfd552e63729b472fcbcc8c45ebcc6691702558b68ec7527e1ba403a0f31a8', WORKCHAIN],
      ['0:83dfd552e63729b472fcbcc8c45ebcc6691702558b68ec7527e1ba403a0f31', LENGTH],
      ['wallet.ton.example', CHARACTER],
    ],
  },
  tron: {
    noun: 'a TRON address',
    genuine: [
      'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
      'TJRabPrwbZy45sbavfcjinPJC18kjpRTv8',
      'TNDzfERDpxLDS2w1q6yaFC7pzqaSQ3Bg3r',
      'TNXoiAJ3dct8Fjg4M9fkLFh9S2v9TXc32G',
      'TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW',
      'TNUC9Qb1rRpS5CbWLmNMxXBjyFoydXjWFR',
      'TEkxiTehnzSmSe2XqrBj4w32RUN966rdz8',
      'TLa2f6VPqDgRE67v1736s7bJ8Ray5wYjU7',
    ],
    refused: [
      ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6T', CHECKSUM],
      ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u', CHECKSUM],
      ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6', CHECKSUM],
      ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjL', LENGTH],
      ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t1', LENGTH],
      ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj0t', CHARACTER],
      ['41a614f803b6fd780986a42c78ec9c7f77e6ded13c', CHARACTER],
      ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', OTHER_NETWORK],
      ['3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy', OTHER_NETWORK],
      ['0xdAC17F958D2ee523a2206206994597C13D831ec7', CHARACTER],
    ],
  },
  xmr: {
    noun: 'a Monero address',
    aliases: ['monero'],
    genuine: [
      '42ey1afDFnn4886T7196doS9GPMzexD9gXpsZJDwVjeRVdFCSoHnv7KPbBeGpzJBzHRCAs9UxqeoyFQMYbqSWYTfJJQAWDm',
      '44Kbx4sJ7JDRDV5aAhLJzQCjDz2ViLRduE3ijDZu3osWKBjMGkV1XPk4pfDUMqt1Aiezvephdqm6YD19GKFD9ZcXVUTp6BW',
      '4BxSHvcgTwu25WooY4BVmgdcKwZu5EksVZSZkDd6ooxSVVqQ4ubxXkhLF6hEqtw96i9cf3cVfLw8UWe95bdDKfRQeYtPwLm1Jiw7AKt2LY',
      '8AsN91rznfkBGTY8psSNkJBg9SZgxxGGRUhGwRptBhgr5XSQ1XzmA9m8QAnoxydecSh5aLJXdrgXwTDMMZ1AuXsN1EX5Mtm',
      '86kKnBKFqzCLxtK1Jmx2BkNBDBSMDEVaRYMMyVbeURYDWs8uNGDZURKCA5yRcyMxHzPcmCf1q2fSdhQVcaKsFrtGRsdGfNk',
      '888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H',
      '4AdUndXHHZ6cfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2684Rge',
      '4LL9oSLmtpccfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2bYXZKKQePHES9khPK',
      '44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A',
    ],
    refused: [
      ['42ey1afDFnn4886T7196doS9GPMzexD9gXpsZJDwVjeRVdFCSoHnv7KPbBeGpzJBzHRCAs9UxqeoyFQMYbqSWYTfJJQAWD9', CHECKSUM],
      ['42ey1afDFnn4886T7196doS9GPMzexD9gXpsZJDwVjeRVdFCSoHnv7KPbBeGpzJBzHRCAs9UxqeoyFQMYbqSWYTfJJQAWD', LENGTH],
      ['donate@getmonero.org', CHARACTER],
      ['02ey1afDFnn4886T7196doS9GPMzexD9gXpsZJDwVjeRVdFCSoHnv7KPbBeGpzJBzHRCAs9UxqeoyFQMYbqSWYTfJJQAWDm', CHARACTER],
      ['9ujeXrjzf7bfeK3KZdCqnYaMwZVFuXemPU8Ubw335rj2FN1CdMiWNyFV3ksEfMFvRp9L9qum5UxkP5rN9aLcPxbH1au4WAB', TEST_NETWORK],
      [
        'AApMA1VuhiCaHzr5X2KXi2Zc9oJ3VaGjkfChxxpRpxkyKf1NetvbRbQTbFMrGkr85DjnEH7JsBaoUFsgKwZnmtnVWnoB8MDotCsLb7eWwz',
        TEST_NETWORK,
      ],
      ['BdKg9udkvckC5T58a8Nmtb6BNsgRAxs7uA2D49sWNNX5HPW5Us6Wxu8QMXrnSx3xPBQQ2iu9kwEcRGAoiz6EPmcZKbF62GS', TEST_NETWORK],
      ['53teqCAESLxeJ1REzGMAat1ZeHvuajvDiXqboEocPaDRRmqWoVPzy46GLo866qRFjbNhfkNckyhST3WEvBviDwpUDd7DSzB', TEST_NETWORK],
      ['73LhUiix4DVFMcKhsPRG51QmCsv8dYYbL6GcQoLwEEFvPvkVvc7BhebfA4pnEFF9Lq66hwvLqBvpHjTcqvpJMHmmNjPPBqa', TEST_NETWORK],
      ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', LENGTH],
    ],
  },
};

const NETWORKS = Object.entries(SAMPLES);

describe.each(NETWORKS)('an address on %s', (network, { noun, aliases = [], genuine, refused }) => {
  test.each(genuine)('%s is taken', (address) => {
    for (const name of [network, network.toUpperCase(), ...aliases]) {
      expect(checkAddress(name, address)).toBeUndefined();
    }
  });

  test.each(refused)('%s is refused: %s', (address, fault) => {
    for (const name of [network, network.toUpperCase(), ...aliases]) {
      expect(checkAddress(name, address)).toBe(`is not ${noun}: ${fault}`);
    }
  });

  test('at least eight are taken and eight refused here', () => {
    expect(genuine.length).toBeGreaterThanOrEqual(8);
    expect(refused.length).toBeGreaterThanOrEqual(8);
  });

  test('white space and invisible characters are refused wherever they stand', () => {
    for (const address of genuine) {
      for (const character of [' ', '\t', '\n', '\0', '\u007f', '\u00a0', '\u200b', '\u202e', '\ufeff', '\ud800']) {
        for (const text of [
          `${character}${address}`,
          `${address}${character}`,
          address.replace(/^.{5}/, `$&${character}`),
        ]) {
          expect(checkAddress(network, text)).toBe(`is not ${noun}: ${INVISIBLE}`);
        }
      }
    }
  });
});

describe('a network that is not known', () => {
  test.each(['xrp', 'ripple', '', 'constructor', '__proto__', 'TRON '])('%j has no rules of its own', (network) => {
    expect(checkAddress(network, 'rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh')).toBeUndefined();
    expect(checkAddress(network, '0123456789')).toBeUndefined();
    expect(checkAddress(network, 'é'.repeat(256))).toBeUndefined();
  });

  test.each([
    ['nothing', ''],
    ['nine characters', '012345678'],
    ['257 characters', 'a'.repeat(257)],
    ['a million characters', 'a'.repeat(1_000_000)],
  ])('%s is no address on any network', (_name, address) => {
    expect(checkAddress('xrp', address)).toBe(`is not an address: ${LENGTH}`);
  });

  test('invisible characters are refused', () => {
    expect(checkAddress('xrp', 'rHb9CJAWyB4rj91 RWn96DkukG4bwdtyTh')).toBe(`is not an address: ${INVISIBLE}`);
  });
});

describe('every network', () => {
  test('has samples here, under its code or as an alias', () => {
    const sampled = NETWORKS.flatMap(([network, { aliases = [] }]) => [network, ...aliases]);
    expect(sampled.sort()).toEqual([...ADDRESS_NETWORKS.keys()].sort());
  });

  const networks = fc.oneof(fc.constantFrom(...ADDRESS_NETWORKS.keys()), fc.string());
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme-ascii', minLength: 10, maxLength: 130 }),
    fc.stringMatching(/^[1-9A-HJ-NP-Za-km-z]{25,110}$/),
    fc.stringMatching(/^(bc1|tb1|ltc1|bitcoincash:)[02-9ac-hj-np-z]{6,90}$/),
    fc.stringMatching(/^0x[0-9a-fA-F]{38,42}$/),
    fc.stringMatching(/^[A-Za-z0-9+/_-]{47,49}$/),
    fc.stringMatching(/^-?[0-9]{0,3}:[0-9a-f]{63,65}$/),
  );

  test('answers any text with nothing or with one of a closed set of clauses, which quote none of it', () => {
    const nouns = new Set(['an address', ...NETWORKS.map(([, { noun }]) => noun)]);
    const clauses = new Set([...nouns].flatMap((noun) => FAULTS.map((fault) => `is not ${noun}: ${fault}`)));
    fc.assert(
      fc.property(networks, anyText, (network, address) => {
        const clause = checkAddress(network, address);
        expect(clause === undefined || clauses.has(clause)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test('answers the same for the same text, whatever it was asked in between', () => {
    fc.assert(
      fc.property(networks, anyText, anyText, (network, address, other) => {
        const first = checkAddress(network, address);
        checkAddress(network, other);
        expect(checkAddress(network, address)).toBe(first);
      }),
    );
  });
});
