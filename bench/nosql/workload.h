// What every client of the benchmark does; client.cjs does the same.
#pragma once

namespace bench {

inline constexpr const char* kTable = "bench_rows";
inline constexpr const char* kColumns =
    "author LONG, image LONG, caption STRING, likes INTEGER, score DOUBLE, shown BOOLEAN, "
    "labels JSON, PRIMARY KEY(SHARD(author), image)";

// Authors and images are numbered from 0.
inline constexpr int kAuthors = 50;
inline constexpr int kImagesEach = 20;

inline constexpr const char* kQueryOne =
    "DECLARE $author LONG; $image LONG; SELECT image, caption, likes FROM bench_rows "
    "WHERE author = $author AND image = $image";
inline constexpr const char* kQueryPage =
    "DECLARE $author LONG; SELECT * FROM bench_rows WHERE author = $author";

}  // namespace bench
