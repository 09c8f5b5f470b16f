/** Names one object at a provider: by the caller's reference, or by the provider's id. */
export type ObjectQuery =
  | {
      /** The caller's reference. */
      readonly reference: string;
      readonly providerId?: undefined;
      /** Where the provider can only scan a list: do not look further back than this. */
      readonly createdAfter?: Date | undefined;
    }
  | {
      /** The provider's identifier. */
      readonly providerId: string;
      readonly reference?: undefined;
      readonly createdAfter?: undefined;
    };

/** Narrows a listing by the time of creation. Both ends are inclusive; absent means open. */
export interface ListQuery {
  readonly createdFrom?: Date | undefined;
  readonly createdTo?: Date | undefined;
}
