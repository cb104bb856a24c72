import Jobs
import Measurements
import Testing

@Suite struct JobSubmissionTests {
  static func specification(
    _ change: (inout JobSpecification) -> Void = { _ in }
  ) -> JobSpecification {
    var specification = JobSpecification(
      modelSHA256: String(repeating: "0f", count: 32), modelName: "net", board: "pico")
    change(&specification)
    return specification
  }

  @Test(arguments: [
    specification(), specification { $0.runs = 10_000 }, specification { $0.warmupRuns = 0 },
    specification { $0.cores = 2 }, specification { $0.placement = "code=ram,weights=ram" },
    specification { $0.modelName = "" }, specification { $0.passes = [.clean, .cold] },
    specification { $0.modelName = "\u{1b}[2J<script>'; DROP TABLE job" },
    specification { $0.purpose = .confirmation(night: "00c0ffee00c0ffee", of: .random()) },
  ])
  func takesWhatIsWithinBounds(_ specification: JobSpecification) {
    #expect(JobSubmission(specification, submitter: "ada").problem == nil)
  }

  @Test(arguments: [
    (specification { $0.modelSHA256 = "../../etc/passwd" }, "model digest"),
    (specification { $0.modelSHA256 = String(repeating: "0F", count: 32) }, "model digest"),
    (specification { $0.runs = 0 }, "number of runs"),
    (specification { $0.runs = 10_001 }, "number of runs"),
    (specification { $0.warmupRuns = -1 }, "number of warm-up runs"),
    (specification { $0.timeLimitSeconds = 0 }, "time limit"),
    (specification { $0.cores = 0 }, "number of cores"),
    (specification { $0.cores = 65 }, "number of cores"),
    (specification { $0.placement = "" }, "placement"),
    (specification { $0.placement = String(repeating: "p", count: 65) }, "placement"),
    (specification { $0.passes = [] }, "list of passes"),
    (specification { $0.passes = [.layer] }, "list of passes"),
    (specification { $0.passes = [.clean, .clean] }, "list of passes"),
    (specification { $0.modelName = String(repeating: "n", count: 256) }, "model name"),
    (specification { $0.board = "" }, "board"), (specification { $0.home = "" }, "home"),
    (specification { $0.boardName = "" }, "board name"),
    (specification { $0.commit = "a\0b" }, "commit"),
    (specification { $0.purpose = .night(id: "") }, "night"),
  ])
  func namesTheFirstFieldThatIsNot(_ specification: JobSpecification, field: String) {
    let problem = JobSubmission(specification, submitter: "ada").problem
    #expect(problem?.field == field)
    #expect(problem?.allowed.isEmpty == false)
  }
}
