#include <sqlite3.h>

/// sqlite3_db_config() is variadic, which Swift cannot call. Closing must not copy the write-ahead log into the
/// database: only a checkpoint whose pages have been sealed may do that.
static inline int csqlite_keep_log_on_close(sqlite3 *db) {
    return sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

/// sqlite3_db_config() is variadic, which Swift cannot call. A defensive connection cannot corrupt its own file by SQL.
static inline int csqlite_defend(sqlite3 *db) {
    return sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}
