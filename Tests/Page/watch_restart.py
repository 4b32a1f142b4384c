"""watch_restart.py URL: says what the page shows while its controller goes away and comes back."""
import json
import sys
import urllib.request

from browser import chromium, live, wait

base = sys.argv[1]


def size():
    with urllib.request.urlopen(f"{base}/api/v1/state", timeout=60) as answer:
        return json.load(answer)["ledger"]["transactions"]


with chromium() as driver:
    driver.get(f"{base}/")
    live(driver)
    print("live", flush=True)
    pill = "document.getElementById('link')"
    wait(driver, f"{pill}.className.includes('lost') && {pill}.textContent.startsWith('disconnected')")
    # The figures stay, and say how old they are.
    wait(driver, f"document.body.className === 'old' && / s old$/.test({pill}.textContent)")
    assert driver.execute_script("return document.querySelectorAll('#members tbody tr').length") == 2
    print("disconnected", flush=True)
    live(driver)
    wait(driver, "document.body.className === ''")
    wait(driver, f"Number(document.getElementById('ledger-now').textContent.replaceAll(',', '')) >= {size()}")
    print("live again", flush=True)
