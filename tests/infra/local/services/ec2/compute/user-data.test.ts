import { describe, expect, test } from "vitest";
import { runUserData } from "../../../../../../infra/local/services/ec2/compute/user-data.ts";

const httpd = { software: "httpd", port: 80, enabled: true, started: true };

describe("a user-data script", () => {
  test("leaves what it installed and started listening, with its page", () => {
    const outcome = runUserData(
      [
        "#!/bin/bash -x",
        "dnf install -y httpd",
        "echo '<h1>Web Server; for AZ1 && more</h1>' > /var/www/html/index.html",
        "systemctl enable --now httpd",
      ].join("\n"),
      true,
    );
    expect(outcome).toMatchObject({
      exitCode: 0,
      servers: [httpd],
      page: "<h1>Web Server; for AZ1 && more</h1>\n",
    });
    expect(outcome.log).toContain("+ dnf install -y httpd");
  });

  test("with -e ends at the retired Inspector agent, before it installs anything", () => {
    const script = (flags: string) =>
      [
        `#!/bin/bash ${flags}`,
        "yum update -y",
        "wget https://inspector-agent.amazonaws.com/linux/latest/install",
        "bash install",
        "yum install -y httpd",
        "service httpd start",
      ].join("\n");
    const ended = runUserData(script("-xe"), true);
    expect(ended).toMatchObject({ exitCode: 4, servers: [] });
    expect(ended.log.at(-1)).toContain("Failed to run module scripts_user");
    expect(runUserData(script("-x"), true).servers).toEqual([{ ...httpd, enabled: false }]);
  });

  test("without a way to the Internet installs nothing", () => {
    const outcome = runUserData("#!/bin/bash\ndnf install -y httpd\nsystemctl enable --now httpd\n", false);
    expect(outcome.servers).toEqual([]);
    expect(outcome.log.join("\n")).toContain("Failed to download metadata");
  });

  test.each([
    ["service httpd start\nchkconfig httpd on", httpd],
    ["systemctl start httpd", { ...httpd, enabled: false }],
    ["systemctl enable httpd", { ...httpd, started: false }],
    ["systemctl enable httpd && systemctl start httpd.service", httpd],
    ["false && systemctl start httpd", { ...httpd, enabled: false, started: false }],
    ["false || sudo systemctl start httpd", { ...httpd, enabled: false }],
    ["systemctl enable --now httpd; systemctl stop httpd", { ...httpd, started: false }],
  ])("starts and enables: %s", (commands, server) => {
    expect(runUserData(`#!/bin/bash\nyum install -y httpd\n${commands}\n`, true).servers).toEqual([server]);
  });

  test.each([
    ["cat > /var/www/html/index.html <<'END'\n<h1>a</h1>\n# b\nEND", "<h1>a</h1>\n# b\n"],
    ['echo "<h1>a</h1>" | sudo tee /var/www/html/index.html', "<h1>a</h1>\n"],
    ["echo one > /var/www/html/index.html\necho two >> /var/www/html/index.html", "one\ntwo\n"],
    ["echo elsewhere > /tmp/index.html", undefined],
  ])("writes a page: %s", (commands, page) => {
    expect(runUserData(`#!/bin/bash\n${commands}\n`, true).page).toBe(page);
  });

  test("starts nothing that is not installed", () => {
    const outcome = runUserData(
      "#!/bin/bash -e\nsystemctl start httpd\necho never > /var/www/html/index.html",
      true,
    );
    expect(outcome).toMatchObject({ exitCode: 5, servers: [] });
    expect(outcome.page).toBeUndefined();
  });

  test("that is no script does nothing, and says so", () => {
    expect(runUserData("#cloud-config\npackages: [httpd]\n", true)).toMatchObject({
      servers: [],
      log: [expect.stringContaining("not a script")],
    });
  });
});
