import Foundation
import GRDB

/// The runs on this machine: one SQLite file with a write-ahead log.
///
/// Each save is one transaction: a run is there whole or not at all, whenever the process ends.
/// Several processes may use one store; a lock is waited for, then reported.
package final class ResultStore: Sendable {
  /// The file's path.
  package let path: String
  let queue: DatabaseQueue

  /// The version of the SQLite library that holds the runs.
  package static var libraryVersion: String {
    let version = try? DatabaseQueue().read { database in
      try String.fetchOne(database, sql: "SELECT sqlite_version()")
    }
    return (version ?? nil) ?? "unknown"
  }

  /// What to do when there is no store.
  package enum Absence: Hashable, Sendable {
    /// Make it, and its directory, for this user only.
    case create
    /// Throw ``ResultStoreError/Reason/missing``.
    case fail
  }

  /// Opens the store at `path` and brings its schema up to date.
  ///
  /// - Throws: ``ResultStoreError``; a store of a later schema, a damaged one and another program's
  ///   file are left as they are.
  package convenience init(
    path: String, ifAbsent: Absence = .create
  ) throws(ResultStoreError) {
    try self.init(path: path, ifAbsent: ifAbsent, limits: Limits())
  }

  /// Bounds that only tests change.
  struct Limits {
    /// How long to wait for another process's lock.
    var busySeconds = 10.0
    /// The most pages that the file may have, or `nil` for as many as the disk takes.
    var maximumPages: Int?
  }

  init(path: String, ifAbsent: Absence, limits: Limits) throws(ResultStoreError) {
    self.path = path
    try StoreFile.prepare(path, ifAbsent: ifAbsent)
    do {
      queue = try Self.open(path, limits: limits)
    } catch let error where ifAbsent == .fail && error.isOfTheDisk {
      // The disk takes no log file: read what the file holds, with nobody there to change it, or a
      // copy where some of it lies in a log that somebody left.
      do {
        queue =
          StoreFile.isClosed(path) ? try Self.openUnchanging(path) : try Self.openCopy(of: path)
      } catch {
        throw ResultStoreError(error, path: path)
      }
    } catch {
      let failure = ResultStoreError(error, path: path)
      // SQLite cannot make its log in a directory that is read-only, and says no more than that.
      guard case .cannotOpen = failure.reason, StoreFile.isReadOnly(path) else { throw failure }
      throw ResultStoreError(path: path, reason: .readOnly)
    }
  }

  private static func open(_ path: String, limits: Limits) throws -> DatabaseQueue {
    var configuration = Configuration()
    let patience = LockPatience(limit: .seconds(limits.busySeconds))
    configuration.busyMode = .callback { patience.goesOn(after: $0) }
    configuration.foreignKeysEnabled = true
    configuration.prepareDatabase { database in
      // However SQLite was built: what is told to be kept is on the disk.
      try database.execute(sql: "PRAGMA synchronous = FULL")
      if let pages = limits.maximumPages {
        try database.execute(sql: "PRAGMA max_page_count = \(pages)")
      }
    }
    // A leading "./" keeps SQLite from reading a name such as ":memory:" as more than a name.
    let queue = try DatabaseQueue(
      path: path.hasPrefix("/") ? path : "./" + path, configuration: configuration)
    try bringUpToDate(queue, path: path)
    return queue
  }

  /// Opens a store on a disk that cannot be written; Debian's SQLite takes URIs for names.
  private static func openUnchanging(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(
      path: "file:\(StoreFile.percentEncoding(path))?immutable=1", configuration: configuration)
    guard try queue.read({ try isUpToDate($0, by: Schema.migrator, path: path) }) else {
      throw ResultStoreError(path: path, reason: .readOnly)
    }
    return queue
  }

  /// Opens a copy of a store and its log, which is gone from the disk as soon as it is open.
  private static func openCopy(of path: String) throws -> DatabaseQueue {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appending(path: "mcubench-\(UUID().uuidString)")
    try files.createDirectory(
      at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? files.removeItem(at: folder) }
    let copy = folder.appending(path: "results.sqlite").path
    for end in ["", "-wal"] {
      try files.copyItem(atPath: path + end, toPath: copy + end)
      try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: copy + end)
    }
    let written = try DatabaseQueue(path: copy)
    try written.inDatabase { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    try written.close()
    return try openUnchanging(copy)
  }

  /// Two processes may meet a new store at once: the one that comes second finds the work done.
  private static func bringUpToDate(_ queue: DatabaseQueue, path: String) throws {
    let migrator = Schema.migrator
    for attempt in 1... {
      do {
        if try queue.read({ try isUpToDate($0, by: migrator, path: path) }) { return }
        try queue.inDatabase { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
        try migrator.migrate(queue)
        return
      } catch  where attempt < 3 && !(error is ResultStoreError) {
        continue
      }
    }
  }

  private static func isUpToDate(
    _ database: Database, by migrator: DatabaseMigrator, path: String
  ) throws -> Bool {
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    if tables == 0 { return false }
    let owner = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let isMigrated = try database.tableExists("grdb_migrations")
    // A process that died in its first migration leaves the list of migrations, empty.
    let isBegun = isMigrated && tables <= 2 && owner == 0
    guard owner == Schema.applicationID || isBegun else {
      throw ResultStoreError(path: path, reason: .foreignFile)
    }
    if try migrator.hasBeenSuperseded(database) {
      throw ResultStoreError(path: path, reason: .newerSchema)
    }
    return try migrator.hasCompletedMigrations(database)
  }

  /// Closes the file; the store must not be used afterwards.
  package func close() throws(ResultStoreError) {
    do { try queue.close() } catch { throw ResultStoreError(error, path: path) }
  }

  func failing<Value>(
    _ work: () throws -> Value
  ) throws(ResultStoreError) -> Value {
    do { return try work() } catch { throw ResultStoreError(error, path: path) }
  }
}
