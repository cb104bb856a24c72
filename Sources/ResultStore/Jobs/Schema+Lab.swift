import GRDB

/// The lab's tables: jobs and what happens to them, nights, boards, the audit log.
///
/// A job's lease lies in its own row, so that one statement sees both. The partial indexes hold only
/// what waits or runs: they stay small however many jobs are over.
extension Schema {
  static func registerLab(in migrator: inout DatabaseMigrator) {
    migrator.registerMigration("3 lab: jobs, events, nights, board health, audit") { database in
      for part in [jobs, jobIndexes, nights, boards, audit] { try database.execute(sql: part) }
    }
  }

  /// Jobs, leases and events.
  ///
  /// `job.number` is the order of submission, whatever the clock said; it never comes twice.
  /// `spent_ms` is what the attempt has taken, by renewals, so that no clock's jump is in it.
  /// `lab_clock.swept_ms` is when leases were last looked through.
  private static let jobs = """
    CREATE TABLE lab_clock (
      id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
      fence INTEGER NOT NULL,
      swept_ms INTEGER
    ) STRICT;
    INSERT INTO lab_clock VALUES (1, 0, NULL);
    CREATE TRIGGER lab_clock_only_grows BEFORE UPDATE OF fence ON lab_clock
      WHEN new.fence < old.fence
      BEGIN SELECT RAISE(ABORT, 'a fence never falls'); END;
    CREATE TABLE job (
      number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
      job_id TEXT NOT NULL UNIQUE,
      specification TEXT NOT NULL,
      specification_sha256 TEXT NOT NULL,
      model_sha256 TEXT NOT NULL,
      profile TEXT NOT NULL,
      wanted_board TEXT,
      night TEXT,
      priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 9),
      submitter TEXT NOT NULL,
      maximum_attempts INTEGER NOT NULL CHECK (maximum_attempts > 0),
      deadline_seconds INTEGER NOT NULL CHECK (deadline_seconds > 0),
      created_ms INTEGER NOT NULL,
      updated_ms INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN
        ('queued', 'leased', 'building', 'flashing', 'measuring', 'done', 'failed', 'cancelled')),
      attempt INTEGER NOT NULL CHECK (attempt BETWEEN 0 AND maximum_attempts),
      not_before_ms INTEGER,
      fence INTEGER UNIQUE,
      owner TEXT,
      claimed_ms INTEGER,
      renewed_ms INTEGER,
      expires_ms INTEGER,
      spent_ms INTEGER NOT NULL,
      has_grace INTEGER NOT NULL,
      board_name TEXT,
      is_cancel_requested INTEGER NOT NULL,
      run_id TEXT,
      failure TEXT,
      last_event INTEGER NOT NULL,
      CHECK ((state IN ('leased', 'building', 'flashing', 'measuring')) = (fence IS NOT NULL)),
      CHECK ((fence IS NULL) = (owner IS NULL) AND (fence IS NULL) = (expires_ms IS NULL)
        AND (fence IS NULL) = (claimed_ms IS NULL) AND (fence IS NULL) = (renewed_ms IS NULL)),
      CHECK ((state = 'done') = (run_id IS NOT NULL))
    ) STRICT;
    CREATE TABLE job_event (
      job INTEGER NOT NULL REFERENCES job (number) ON DELETE CASCADE,
      sequence INTEGER NOT NULL CHECK (sequence > 0),
      time_ms INTEGER NOT NULL,
      kind TEXT NOT NULL,
      PRIMARY KEY (job, sequence)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE job_run (
      job_id TEXT NOT NULL PRIMARY KEY,
      run_id TEXT NOT NULL UNIQUE REFERENCES run (run_id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    """

  private static let jobIndexes = """
    CREATE UNIQUE INDEX job_pending ON job (specification_sha256)
      WHERE state NOT IN ('done', 'failed', 'cancelled') AND is_cancel_requested = 0;
    CREATE INDEX job_queued ON job
      (profile, priority DESC, number, submitter, wanted_board, not_before_ms, updated_ms)
      WHERE state = 'queued';
    CREATE INDEX job_running ON job (submitter, owner, expires_ms) WHERE fence IS NOT NULL;
    CREATE INDEX job_ended ON job (updated_ms) WHERE state IN ('done', 'failed', 'cancelled');
    CREATE INDEX job_by_state ON job (state, number);
    CREATE INDEX job_by_profile ON job (profile, number);
    CREATE INDEX job_by_submitter ON job (submitter, number);
    CREATE INDEX job_by_board ON job (board_name, number) WHERE board_name IS NOT NULL;
    CREATE INDEX job_by_night ON job (night, number) WHERE night IS NOT NULL;
    CREATE INDEX job_by_model ON job (model_sha256, number);
    """

  /// A night's entries lie apart: each states its own evidence.
  private static let nights = """
    CREATE TABLE night (
      night_id TEXT NOT NULL PRIMARY KEY,
      suite TEXT NOT NULL,
      started_ms INTEGER NOT NULL,
      ended_ms INTEGER,
      commit_id TEXT,
      has_regression INTEGER NOT NULL,
      has_failure INTEGER NOT NULL,
      record TEXT NOT NULL
    ) STRICT;
    CREATE INDEX night_by_time ON night (started_ms);
    CREATE INDEX night_by_suite ON night (suite, started_ms);
    CREATE TABLE night_entry (
      night_id TEXT NOT NULL REFERENCES night (night_id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      model_sha256 TEXT NOT NULL,
      board TEXT NOT NULL,
      board_name TEXT,
      evidence TEXT CHECK (evidence IN ('measured', 'simulated', 'predicted')),
      timing_model TEXT,
      claim TEXT,
      outcome TEXT NOT NULL,
      run_id TEXT,
      record TEXT NOT NULL,
      PRIMARY KEY (night_id, position),
      CHECK (run_id IS NULL OR evidence IS NOT NULL)
    ) STRICT;
    CREATE INDEX night_entry_by_model ON night_entry (model_sha256, board);
    CREATE INDEX night_entry_by_run ON night_entry (run_id) WHERE run_id IS NOT NULL;
    """

  private static let boards = """
    CREATE TABLE board_health (
      board_name TEXT NOT NULL PRIMARY KEY,
      score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
      successes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      blames INTEGER NOT NULL,
      updated_ms INTEGER NOT NULL,
      quarantine_reason TEXT,
      quarantine_by TEXT,
      quarantine_since_ms INTEGER,
      CHECK ((quarantine_reason IS NULL) = (quarantine_by IS NULL)
        AND (quarantine_reason IS NULL) = (quarantine_since_ms IS NULL))
    ) STRICT;
    """

  private static let audit = """
    CREATE TABLE audit (
      number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
      time_ms INTEGER NOT NULL,
      who TEXT NOT NULL,
      action TEXT NOT NULL,
      target TEXT NOT NULL,
      origin TEXT,
      detail TEXT
    ) STRICT;
    CREATE INDEX audit_by_target ON audit (target, number);
    CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
    CREATE TRIGGER audit_is_never_cut BEFORE DELETE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
    """
}
