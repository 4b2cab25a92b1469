constexpr const int kDefaultDonateLevel = 0;
constexpr const int kMinimumDonateLevel = 0;
