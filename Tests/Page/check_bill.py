"""check_bill.py URL COMMONWATT: the bills that the page's buttons download are believed by `ledger bill --check`."""
import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

from browser import chromium, complaints, live, wait

base, program = sys.argv[1:]


def check(driver, directory, form, key):
    """Downloads by the form's button, asking again until a checkpoint covers the bill, and checks the file."""
    wait(driver, f"document.querySelector('{form} select[name=period]').options.length > 0")
    for _ in range(60):
        driver.execute_script("document.querySelector(arguments[0] + ' button').click()", form)
        said = wait(driver, f"(text => text.includes('gathering') ? null : text)("
                            f"document.querySelector('{form}').nextElementSibling.textContent)")
        if "--check" in said:
            break
        assert "checkpoint" in said or "another bill" in said, said
        wait(driver, "new Promise(done => setTimeout(() => done(true), 500))")
    file = directory / said.split(":")[0]
    for _ in range(100):
        if file.exists():
            break
        wait(driver, "new Promise(done => setTimeout(() => done(true), 100))")
    run = subprocess.run([program, "ledger", "bill", "--check", file, "--key", key], capture_output=True, text=True)
    assert run.returncode == 0 and "bill: OK" in run.stdout, f"{said}: {run.stdout}{run.stderr}"
    file.unlink()
    return run.stdout


with tempfile.TemporaryDirectory() as directory, chromium() as driver:
    place = pathlib.Path(directory)
    key = place / "ledger.vkey"
    with urllib.request.urlopen(f"{base}/api/v1/log", timeout=60) as answer:
        key.write_text(json.load(answer)["verifier_key"] + "\n")
    driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": directory})
    driver.get(f"{base}/audit")
    live(driver)
    wait(driver, "document.querySelector('#view-audit .bill select[name=member]').options.length > 1")
    driver.execute_script("document.querySelector('#view-audit .bill select[name=member]').value = 'b02'")
    told = check(driver, place, "#view-audit .bill", key)
    assert "member        b02" in told, told
    driver.get(f"{base}/b/b01")
    live(driver)
    told = check(driver, place, "#view-member .bill", key)
    assert "member        b01" in told, told
    assert not [line for line in complaints(driver) if "/bill" not in line], complaints(driver)
