"""The run of GitHub Actions that a report is made in, and the addresses of what people want to open from there.

https://docs.github.com/en/actions/reference/workflows-and-actions/variables
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of the run; every text has been looked at where it came in, so that it can stand in an address.

    `workflow` is the file's path, `number` grows by one with each run of it and `attempt` with each re-run, `run` is
    its id, `job` that of the job that reports, empty where the runner does not say; `commit` is the head of the pull
    request where there is one, and not the commit that GitHub merges for the test.
    """

    server: str
    repository: str
    run: int
    attempt: int
    number: int
    commit: str
    workflow: str = ""
    job: str = ""

    @property
    def home(self) -> str:
        """The repository's page."""
        return f"{self.server}/{self.repository}"

    @property
    def run_url(self) -> str:
        """The page of this attempt."""
        return f"{self.home}/actions/runs/{self.run}/attempts/{self.attempt}"

    @property
    def artifacts_url(self) -> str:
        """Where the uploaded files are listed."""
        return f"{self.home}/actions/runs/{self.run}#artifacts"

    @property
    def job_url(self) -> str:
        """The log of the job that reports; the run's page where that is not known."""
        return f"{self.home}/actions/runs/{self.run}/job/{self.job}" if self.job else self.run_url

    @property
    def summary_url(self) -> str:
        """The job summary."""
        return f"{self.home}/actions/runs/{self.run}#summary-{self.job}" if self.job else self.run_url

    @property
    def commit_url(self) -> str:
        """The commit that was tested."""
        return f"{self.home}/commit/{self.commit}"

    def file_url(self, path: str, line: int = 0) -> str:
        """A file of the repository as it was in that commit."""
        return f"{self.home}/blob/{self.commit}/{quote(path)}" + (f"#L{line}" if line else "")
