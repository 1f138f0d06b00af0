"""Chinese words in one script: those of Taiwan and Hong Kong as they are written on the mainland, for comparing only.

The letters are those of headings, states, units and rosters; names of people are never changed.
"""

from __future__ import annotations

# Each pair: as it is written in Taiwan and Hong Kong, and on the mainland.
_PAIRS = """
業业 東东 喪丧 個个 買买 亞亚 產产 會会 關关 內内 決决 創创 動动 務务 區区 單单 賣卖 發发 號号 員员 響响 團团 圖图
圓圆 處处 備备 頭头 寶宝 實实 對对 導导 崗岗 幣币 帳账 帐账 庫库 應应 開开 棄弃 錄录 態态 總总 撥拨 損损 換换 數数
斷断 無无 時时 暫暂 條条 來来 匯汇 彙汇 點点 狀状 貓猫 電电 碼码 禮礼 稱称 筆笔 簽签 籤签 類类 線线 組组 細细 終终
結结 統统 維维 編编 聯联 補补 計计 訂订 認认 議议 訪访 證证 評评 訴诉 話话 詢询 語语 說说 請请 諾诺 調调 負负 敗败
賬账 貨货 購购 轉转 輪轮 進进 選选 遜逊 遞递 郵邮 鐘钟 鈴铃 鎖锁 錯错 長长 門门 閉闭 問问 間间 隊队 階阶 際际 隱隐
顧顾 預预 題题 額额 飛飞 飯饭 馬马 鴿鸽 價价 優优 後后 復复 複复 週周 準准 製制 裡里 裏里 餘余 聽听 臺台 併并 為为
級级 續续 網网 達达 過过 還还 運运 連连 費费 資资 賠赔 車车 輸输 錢钱 銀银 鋪铺 閱阅 險险 項项 順顺 驗验 節节 視视
記记 許许 設设 試试 詳详 誤误 識识 讀读 標标 樣样 檢检 滿满 現现 監监 盤盘 確确 積积 簡简 經经 職职 離离 種种 掛挂
採采 擇择 護护 報报 據据 顯显 機机 構构 儲储 兩两 倉仓 傳传 體体 淨净 減减 劃划 則则 辦办 協协 歷历 參参 雙双 變变
啟启 場场 壞坏 獎奖 學学 審审 賓宾 將将 層层 屬属 師师 帶带 幫帮 廣广 異异 強强 歸归 當当 願愿 專专 極极 權权 紀纪
約约 給给 與与 貼贴 贈赠 較较 適适 遲迟 醫医 釋释 雜杂 難难 靜静 佇伫
"""
_SIMPLIFIED = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})


def simplified(text: str) -> str:
    """A text in the script of the mainland."""
    return text if text.isascii() else text.translate(_SIMPLIFIED)
