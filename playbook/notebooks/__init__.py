"""The notebooks: their cells, made from words; `playbook.build` executes and writes them."""
